import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openTransactionJournal } from "../../../src/local/services/dynamodb/transaction/transaction-journal.ts";

const MINUTE = 60_000;

it("forgets a token after 10 minutes, even if an older one was used again before a restart", async () => {
  const directory = await mkdtemp(join(tmpdir(), "todo-api-tokens-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  let minutes = 0;
  const clock = {
    now: () => minutes * MINUTE,
    sleep: async () => {},
    later: () => {},
    working: <Done>(work: Promise<Done>) => work,
  };
  const open = () => openTransactionJournal(join(directory, "journal"), clock);
  const complete = (journal: ReturnType<typeof open>, token: string) => {
    journal.begin([]);
    journal.commit({ token, contentHash: "hash", at: clock.now() });
  };

  const before = open();
  complete(before, "first");
  minutes = 1;
  complete(before, "second");
  minutes = 10;
  expect([before.findToken("first"), before.findToken("second")]).toMatchObject([undefined, { token: "second" }]);
  complete(before, "first");
  before.close();

  minutes = 12;
  const after = open();
  onTestFinished(after.close);
  expect([after.findToken("first"), after.findToken("second")]).toMatchObject([{ token: "first" }, undefined]);
});
