import { createHash } from "node:crypto";
import { AwsError } from "../../../aws-error.ts";
import type { LocalCloud } from "../../../cloud.ts";
import type { Call } from "../../../operation.ts";

/** A transaction that was done under a token. */
interface DoneOnce {
  readonly asked: string;
  readonly at: number;
}

/** How long a token is remembered after its transaction is done (DDB/API_TransactWriteItems). */
const REMEMBERED_MS = 10 * 60 * 1000;

const done = new WeakMap<LocalCloud, Map<string, DoneOnce>>();

/** Does a transaction unless one with its token was done: the same one is answered as done, another is refused. */
export async function onceForToken(
  { cloud, region }: Call,
  { token, asked }: { readonly token: string | undefined; readonly asked: string },
  carryOut: () => Promise<void>,
): Promise<void> {
  if (token === undefined) return carryOut();
  const known = done.get(cloud) ?? new Map<string, DoneOnce>();
  done.set(cloud, known);
  const now = cloud.clock.now();
  for (const [key, { at }] of known) if (at + REMEMBERED_MS <= now) known.delete(key);
  const hash = createHash("sha256").update(asked).digest("hex");
  const key = `${region} ${token}`;
  const before = known.get(key);
  if (before?.asked === hash) return;
  if (before) throw mismatch();
  await carryOut();
  known.set(key, { asked: hash, at: cloud.clock.now() });
}

function mismatch(): AwsError {
  const message = "The provided client token is used with different parameters within the idempotency window";
  return new AwsError("IdempotentParameterMismatchException", 400, message, { fields: { Message: message } });
}
