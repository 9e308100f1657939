import { createHash } from "node:crypto";
import { AwsError } from "../../../protocol/aws-error.ts";
import type { DoneToken, TransactionJournal } from "./transaction-journal.ts";

/**
 * Performs a transaction unless an earlier one used the same token. Repeating the earlier transaction succeeds and has
 * no effect; a different transaction that reuses the token is rejected.
 */
export async function onceForToken(
  journal: TransactionJournal,
  request: { readonly token: string | undefined; readonly input: string; readonly at: number },
  carryOut: (doneToken: DoneToken | undefined) => Promise<void>,
): Promise<void> {
  const { token, at } = request;
  if (token === undefined) return carryOut(undefined);
  const hash = createHash("sha256").update(request.input).digest("hex");
  const before = journal.findToken(token);
  if (before?.contentHash === hash) return;
  if (before) throw mismatch();
  await carryOut({ token, contentHash: hash, at });
}

function mismatch(): AwsError {
  const message = "The provided client token is used with different parameters within the idempotency window";
  return new AwsError("IdempotentParameterMismatchException", 400, message, { fields: { Message: message } });
}
