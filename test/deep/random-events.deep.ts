import { randomInt } from "node:crypto";
import { afterAll, beforeAll, test } from "vitest";
import { ITEM_ACTIONS } from "../../src/api/routes.ts";
import { throwEvents } from "../handlers/throw-events.ts";
import { startStack, type TestStack } from "../support/stack.ts";

let deployed: TestStack;

beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

const seed = randomInt(2 ** 31);

test.each(ITEM_ACTIONS.map((action) => [action]))(
  `10,000 random events at the function %s (seed ${seed})`,
  (action) => throwEvents(deployed, action, { runs: 10_000, seed }),
  600_000,
);
