import { invalidParameter } from "./errors.ts";

/** The group that a read operation names. It is optional in the model because AWS also accepts `logGroupIdentifier`. */
export function namedGroup({ logGroupName }: { readonly logGroupName?: string | undefined }): string {
  if (logGroupName === undefined)
    throw invalidParameter("Either logGroupName or logGroupIdentifier must be specified.");
  return logGroupName;
}
