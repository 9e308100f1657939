import { parseTrustedJson } from "../../../../text/json.ts";
import type { Clock } from "../../../timing/clock.ts";
import type { SendToEngine } from "../send-to-engine.ts";
import { openLineFile } from "./line-file.ts";

/** A request to the engine that restores one item. */
export interface Restoring {
  readonly operation: "PutItem" | "DeleteItem";
  readonly input: object;
}

/** A transaction that was done under a token. */
export interface DoneToken {
  readonly token: string;
  /** What was done, as a hash. */
  readonly asked: string;
  readonly at: number;
}

/**
 * The transactions of one region, so that each is done as a whole or not at all, also if the local cloud is killed: how to undo the one
 * that is being carried out, and the tokens of those that were.
 */
export interface TransactionJournal {
  /** Writes down how to undo the transaction that begins now, before it changes anything. One at a time. */
  begin(restoring: readonly Restoring[]): void;
  /** The transaction that began is done. Throws, and has changed nothing, where that cannot be written down. */
  commit(done: DoneToken | undefined): void;
  /** Undoes the transaction that began and is not done, if there is one. */
  rollBack(send: SendToEngine): Promise<void>;
  findToken(token: string): DoneToken | undefined;
  close(): void;
}

/** How long a token is remembered after its transaction is done (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html). */
const REMEMBERED_MS = 10 * 60 * 1000;
/** A file of this size is rewritten without what has expired. */
const LARGE_BYTES = 1024 * 1024;

/** A line of the file. A `begin` without a `done` after it is a transaction to undo. */
interface Line {
  readonly begin?: readonly Restoring[];
  readonly done?: DoneToken | null;
}

/** Opens the journal in `file`, or one in memory without a file. */
export function openTransactionJournal(file: string | undefined, clock: Clock): TransactionJournal {
  const tokens = new Map<string, DoneToken>();
  let begun: { readonly restoring: readonly Restoring[]; readonly start: number } | undefined;
  const log = file === undefined ? undefined : openLineFile(file, read);

  return {
    begin(restoring) {
      if (log && log.size > LARGE_BYTES) log.replace(liveTokens().map((done) => lineOf({ done })));
      const start = log?.size ?? 0;
      log?.append(lineOf({ begin: restoring }));
      begun = { restoring, start };
      log?.sync();
    },

    commit(done) {
      log?.append(lineOf({ done: done ?? null }));
      begun = undefined;
      if (done) tokens.set(done.token, done);
    },

    async rollBack(send) {
      const undone = begun;
      if (!undone) return;
      for (const { operation, input } of undone.restoring) {
        const { status, body } = await send(operation, JSON.stringify(input));
        if (status >= 400) throw new Error(`a transaction could not be undone: ${body}`);
      }
      // If the store had to be opened again meanwhile, that has undone it already.
      if (begun === undone) log?.truncate(undone.start);
      begun = undefined;
    },

    findToken(token) {
      forgetExpired();
      return tokens.get(token);
    },

    close: () => log?.close(),
  };

  function read(text: string, start: number): void {
    const { begin, done } = parseTrustedJson<Line>(text);
    begun = begin && { restoring: begin, start };
    if (done) tokens.set(done.token, done);
  }

  function liveTokens(): readonly DoneToken[] {
    forgetExpired();
    return [...tokens.values()];
  }

  /** Tokens are in the order of their times. */
  function forgetExpired(): void {
    const now = clock.now();
    for (const [token, { at }] of tokens) {
      if (at + REMEMBERED_MS > now) return;
      tokens.delete(token);
    }
  }
}

function lineOf(line: Line): string {
  return JSON.stringify(line);
}
