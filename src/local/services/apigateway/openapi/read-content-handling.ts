import { notSupported } from "../../../protocol/aws-error.ts";
import type { ContentHandling } from "../definition.ts";

/** How a mock's payload is converted. It has no bytes to convert, so only text is supported. */
export function readContentHandling(value: unknown, where: string): ContentHandling | undefined {
  if (value === undefined || value === "CONVERT_TO_TEXT") return value;
  throw notSupported(`PutRestApi: ${where}.contentHandling ${JSON.stringify(value)}`);
}
