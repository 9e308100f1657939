import { afterAll, beforeAll, test } from "vitest";
import { ITEM_ACTIONS } from "../../src/api/routes.ts";
import { startStack, type TestStack } from "../support/stack.ts";
import { sendRandomEvents } from "./send-random-events.ts";

let deployed: TestStack;

beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

// The same events in every run; test/deep/random-events.deep.ts sends 10,000 others to each.
const seed = 1;

test.each(ITEM_ACTIONS.map((action) => [action]))(`the function %s handles 60 random events (seed ${seed})`, (action) =>
  sendRandomEvents(deployed, action, { runs: 60, seed }),
);
