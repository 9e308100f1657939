import { invalidArgument } from "./invalid-argument.ts";

/** Encodes listed keys as S3 does for `encoding-type=url`: like a form, but `/` and `*` stay (AmazonS3/API_ListObjectsV2). */
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
