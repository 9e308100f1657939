import { AwsError } from "../../aws-error.ts";
import type { Position } from "./key-page.ts";

/** Makes the opaque token that a listing goes on from. */
export function writeContinuationToken({ text, isGroup }: Position): string {
  return Buffer.from(`${isGroup ? "g" : "k"}${text}`).toString("base64");
}

/** Reads such a token; one that was not made here is refused as S3 refuses it. */
export function readContinuationToken(token: string): Position {
  const text = Buffer.from(token, "base64").toString("utf8");
  if (!/^[gk]./s.test(text) || Buffer.from(text).toString("base64") !== token)
    throw new AwsError("InvalidArgument", 400, "The continuation token provided is incorrect", {
      fields: { ArgumentName: "continuation-token" },
    });
  return { text: text.slice(1), isGroup: text.startsWith("g") };
}
