import { createHash } from "node:crypto";

/** An account in the form of S3's listings: its canonical user ID. */
export function ownerOf(account: string): { readonly ID: string } {
  return { ID: createHash("sha256").update(`canonical user ${account}`).digest("hex") };
}
