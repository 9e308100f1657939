import { randomInt } from "node:crypto";
import { afterAll, beforeAll, test } from "vitest";
import { ITEM_ACTIONS } from "../../src/api/routes.ts";
import { sendRandomEvents } from "../handlers/send-random-events.ts";
import { startStack, type TestStack } from "../support/stack.ts";

let deployed: TestStack;

beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

const seed = randomInt(2 ** 31);

test.each(ITEM_ACTIONS.map((action) => [action]))(
  `the function %s handles 10,000 random events (seed ${seed})`,
  (action) => sendRandomEvents(deployed, action, { runs: 10_000, seed }),
  600_000,
);
