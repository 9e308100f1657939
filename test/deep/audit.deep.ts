import { afterAll, beforeAll, expect, test } from "vitest";
import { auditStack, type Finding } from "../../src/audit/audit-stack.ts";
import { CONTROLS } from "../../src/audit/controls.ts";
import { readFacts } from "../../src/audit/read-facts.ts";
import { settingTextsIn } from "../../src/config/setting-tags.ts";
import { resolveSettings } from "../../src/config/stack-settings.ts";
import { readTableTags } from "../../src/resources/table/table-tags.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import { type Account, NAME } from "../support/drifts/drift.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { connect, stackFor, TEST_STACK } from "../support/stack.ts";
import { WEAKENINGS } from "../support/weakenings.ts";

let account: Account;

beforeAll(async () => {
  const local = await startTestCloud();
  account = { cloud: await connect(local), test: local };
  await deploy();
});
afterAll(() => account.test.stop());

test.each(WEAKENINGS.map((one) => [one.what, one] as const))(
  "reports that %s, until it is repaired",
  async (_what, weakening) => {
    expect(await failed()).toEqual([]);
    await weakening.weaken(account);
    expect(await failed()).toEqual([...weakening.controls].sort());
    await weakening.restore?.(account);
    await deploy();
  },
);

test("every control that can fail in the local cloud is broken by a weakening", async () => {
  const broken = new Set(WEAKENINGS.flatMap(({ controls }) => controls));
  const met = (await audit()).filter(({ verdict }) => verdict === "pass").map(({ control }) => control.id);
  expect([...new Set(met)].filter((id) => !broken.has(id) && !UNBREAKABLE.has(id))).toEqual([]);
  expect(
    [...broken].filter(
      (id) =>
        !Object.values(CONTROLS)
          .flat()
          .some((control) => control.id === id),
    ),
  ).toEqual([]);
});

/** Controls that no call to the local cloud, or no call at all, can break. */
const UNBREAKABLE: ReadonlySet<string> = new Set([
  "APIGateway.5",
  "CKV_AWS_19",
  "awslambda_function_using_cross_account_layers",
]);

async function failed(): Promise<readonly string[]> {
  const ids = (await audit()).filter(({ verdict }) => verdict === "fail").map(({ control }) => control.id);
  return [...new Set(ids)].sort();
}

async function audit(): Promise<readonly Finding[]> {
  const { cloud } = account;
  const tags = (await readTableTags(cloud, NAME)) ?? {};
  const settings = resolveSettings(settingTextsIn(tags), TEST_STACK);
  const stack = { name: TEST_STACK, settings, account: cloud.account, region: cloud.region };
  return auditStack(await readFacts(cloud, stack), stack, {});
}

/** Deploys the stack with protection, which also repairs it. */
async function deploy(): Promise<void> {
  const stack = stackFor(account.cloud, TEST_STACK, true, { settingTags: { "todo-api:protect": "true" } });
  const { results } = await runStack(stack, account.cloud, () => {});
  for (const { error } of results) if (error) throw error;
}
