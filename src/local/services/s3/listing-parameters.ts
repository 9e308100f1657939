import { AwsError } from "../../protocol/aws-error.ts";
import { invalidArgument } from "./invalid-argument.ts";
import type { Position } from "./key-page.ts";

const MAX_PER_PAGE = 1000;

/** The page size of a listing: as requested, but at most 1000, which is also the default. */
export function pageSize(requested: number | undefined, parameter: string): number {
  if (requested === undefined) return MAX_PER_PAGE;
  if (requested < 0 || requested > 2147483647)
    throw invalidArgument(
      `Argument ${parameter} must be an integer between 0 and 2147483647`,
      parameter,
      String(requested),
    );
  return Math.min(requested, MAX_PER_PAGE);
}

/**
 * Returns the function that encodes listed keys. For `encoding-type=url`, keys are encoded like form data, except `/`
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html).
 */
export function encoderFor(encodingType: string | undefined): (text: string) => string {
  if (encodingType !== undefined && encodingType !== "url")
    throw invalidArgument("Invalid Encoding Method specified in Request", "encoding-type", encodingType);
  return encodingType === "url" ? encodeKey : (text) => text;
}

function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+");
}

export function writeContinuationToken({ text, isGroup }: Position): string {
  return Buffer.from(`${isGroup ? "g" : "k"}${text}`).toString("base64");
}

/** Parses a continuation token. Rejects any other text, as S3 does. */
export function readContinuationToken(token: string): Position {
  const text = Buffer.from(token, "base64").toString("utf8");
  if (!/^[gk]./s.test(text) || Buffer.from(text).toString("base64") !== token)
    throw new AwsError("InvalidArgument", 400, "The continuation token provided is incorrect", {
      fields: { ArgumentName: "continuation-token" },
    });
  return { text: text.slice(1), isGroup: text.startsWith("g") };
}
