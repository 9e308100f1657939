import { parseTrustedJson } from "../../../../text/json.ts";
import type { Clock } from "../../../timing/clock.ts";
import type { SendToEngine } from "../send-to-engine.ts";
import { openLineFile } from "./line-file.ts";

/** A request to the engine that restores one item. */
export interface RestoreRequest {
  readonly operation: "PutItem" | "DeleteItem";
  readonly input: object;
}

/** The token of a completed transaction. */
export interface DoneToken {
  readonly token: string;
  /** A hash of the transaction's content. */
  readonly contentHash: string;
  readonly at: number;
}

/**
 * The transaction journal for one region. It records the tokens of completed transactions, and how to roll back the
 * current transaction, even after the local cloud is killed.
 */
export interface TransactionJournal {
  /**
   * Records how to roll back a transaction that is about to begin. If that fails, throws and records nothing. Only one
   * transaction may run at a time.
   */
  begin(restores: readonly RestoreRequest[]): void;
  /** Records that the current transaction is complete. If that fails, throws and leaves the transaction unfinished. */
  commit(doneToken: DoneToken | undefined): void;
  /** Rolls back the current transaction if it is not complete. */
  rollBack(send: SendToEngine): Promise<void>;
  findToken(token: string): DoneToken | undefined;
  close(): void;
}

/**
 * A token is kept for 10 minutes after its transaction
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html).
 */
const REMEMBERED_MS = 10 * 60 * 1000;
/** Above this size, the file is rewritten with only the tokens that have not expired. */
const LARGE_BYTES = 1024 * 1024;

/** A line of the file. A `begin` without a following `done` is a transaction to roll back. */
interface Line {
  readonly begin?: readonly RestoreRequest[];
  readonly done?: DoneToken | null;
}

/** Opens the journal in `file`, or in memory if `file` is undefined. */
export function openTransactionJournal(file: string | undefined, clock: Clock): TransactionJournal {
  const tokens = new Map<string, DoneToken>();
  let begun: { readonly restores: readonly RestoreRequest[]; readonly start: number } | undefined;
  const log = file === undefined ? undefined : openLineFile(file, read);

  return {
    begin(restores) {
      if (log && log.size > LARGE_BYTES) log.replace(liveTokens().map((doneToken) => lineOf({ done: doneToken })));
      const start = log?.size ?? 0;
      log?.append(lineOf({ begin: restores }), { sync: true });
      begun = { restores, start };
    },

    commit(doneToken) {
      log?.append(lineOf({ done: doneToken ?? null }));
      begun = undefined;
      if (doneToken) remember(doneToken);
    },

    async rollBack(send) {
      const current = begun;
      if (!current) return;
      for (const { operation, input } of current.restores) {
        const { status, body } = await send(operation, JSON.stringify(input));
        if (status >= 400) throw new Error(`a transaction could not be rolled back: ${body}`);
      }
      // If the store was reopened in the meantime, the transaction has already been rolled back.
      if (begun === current) log?.truncate(current.start);
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
    begun = begin && { restores: begin, start };
    if (done) remember(done);
  }

  /** Adds a token at the end, even if the map already has it, so that the tokens are ordered by time. */
  function remember(done: DoneToken): void {
    tokens.delete(done.token);
    tokens.set(done.token, done);
  }

  function liveTokens(): readonly DoneToken[] {
    forgetExpired();
    return [...tokens.values()];
  }

  /** Stops at the first token that has not expired. */
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
