import { notSupported } from "../../protocol/aws-error.ts";
import { badRequest } from "./errors.ts";

const LIMIT_BYTES = 10_485_760;

/** Rejects every minimum compression size: AWS rejects some, and the edge does not compress. */
export function checkCompressionSize(operation: string, size: number | undefined): void {
  if (size === undefined) return;
  if (!Number.isInteger(size) || size < 0 || size > LIMIT_BYTES)
    throw badRequest(`Invalid minimum compression size, must be between 0 and ${LIMIT_BYTES}`);
  throw notSupported(`${operation}: minimumCompressionSize`);
}
