import { randomInt } from "node:crypto";
import { afterAll, beforeAll, test } from "vitest";
import { ITEM_ACTIONS } from "../../src/api/routes.ts";
import { startStack, type TestStack } from "../support/stack.ts";
import { throwEvents } from "./throw-events.ts";

let deployed: TestStack;

beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

const seed = randomInt(2 ** 31);

// test/deep/random-events.deep.ts sends 10,000 events to each.
test.each(ITEM_ACTIONS.map((action) => [action]))(`60 random events at the function %s (seed ${seed})`, (action) =>
  throwEvents(deployed, action, { runs: 60, seed }),
);
