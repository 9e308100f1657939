import { createHash } from "node:crypto";

/** An account as S3's listings name it: by its canonical user ID. */
export function ownerOf(account: string): { readonly ID: string } {
  return { ID: createHash("sha256").update(`canonical user ${account}`).digest("hex") };
}
