import { randomInt } from "node:crypto";
import { afterAll, beforeAll, test } from "vitest";
import { ITEM_ACTIONS } from "../../src/api/routes.ts";
import { startStack, type TestStack } from "../support/stack.ts";
import { sendRandomEvents } from "./send-random-events.ts";

let deployed: TestStack;

beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

const seed = randomInt(2 ** 31);

// test/deep/random-events.deep.ts sends 10,000 events to each.
test.each(ITEM_ACTIONS.map((action) => [action]))(`the function %s handles 60 random events (seed ${seed})`, (action) =>
  sendRandomEvents(deployed, action, { runs: 60, seed }),
);
