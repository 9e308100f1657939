import { invalidParameter } from "./errors.ts";

/** The group that a reading operation names; the model leaves it open, as AWS takes `logGroupIdentifier` instead. */
export function namedGroup({ logGroupName }: { readonly logGroupName?: string | undefined }): string {
  if (logGroupName === undefined)
    throw invalidParameter("Either logGroupName or logGroupIdentifier must be specified.");
  return logGroupName;
}
