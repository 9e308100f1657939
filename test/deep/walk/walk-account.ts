import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "vitest";
import type { Cloud } from "../../../src/aws/cloud.ts";
import { allItems } from "../../../src/commands/destroy/survey-data.ts";
import { planDeploy } from "../../../src/commands/plan/make-plan.ts";
import { observe } from "../../../src/engine/observe.ts";
import { FINGERPRINT_TAG, includesFingerprints } from "../../../src/resources/fingerprints.ts";
import { type Inventory, inventoryOf, leftoversIn } from "../../support/inventory.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";
import { type SimulatedTime, simulatedTime } from "../../support/simulated-time.ts";
import { connect } from "../../support/stack.ts";
import { failuresIn } from "../scene.ts";
import { withoutHistory } from "./history.ts";
import { settleNeighbors } from "./neighbors.ts";
import { type Records, recordsOf, without } from "./others.ts";
import { RUNS } from "./runs.ts";
import type { Walk } from "./steps.ts";
import type { Version, Versions } from "./versions.ts";

/** An account in which a stack goes through its life cycle, and the conditions that must be met in it. */
export interface WalkedAccount {
  readonly local: TestCloud;
  readonly neighbors: boolean;
  /** A separate process, with the clock of the account. */
  newProcess(signal?: AbortSignal): Promise<Cloud>;
  /** Deploys without failures, with all conditions that must then be met. */
  deployCalmly(version: Version): Promise<void>;
  destroyCalmly(version: Version): Promise<void>;
  /** Checks that a deploy without failures has the result of an undisturbed one. */
  expectDeployed(version: Version, before: Inventory): Promise<void>;
  expectDestroyed(): void;
  /** Waits until the table's current tags are listed: after a change, the previous ones are listed for up to 3 s. */
  waitForTags(): Promise<void>;
  /** Allows the items to be deleted from now on. */
  doubtItems(): void;
  /** Throws if another owner's resource was changed. */
  expectOthersUntouched(): void;
  inventory(): Inventory;
  stop(): Promise<void>;
}

const TAGS_VISIBLE_MILLISECONDS = 4_000;

/** Opens an account. `undisturbed` returns the result of a version's first deploy in a similar account. */
export async function openAccount(
  versions: Versions,
  { neighbors, slow }: Pick<Walk, "neighbors" | "slow">,
  undisturbed: (version: Version) => Promise<Inventory>,
): Promise<WalkedAccount> {
  const time = simulatedTime();
  const local = await startTestCloud({
    clock: time,
    ...(slow !== undefined && { timing: { mode: "realistic", seed: slow } }),
  });
  const newProcess = (signal?: AbortSignal) => connectIn(local, time, signal);
  const cloud = await newProcess();
  if (neighbors) await settleNeighbors({ cloud, test: local });
  const others = recordsOf(local.cloud);
  const empty = leftoversIn(without(local.cloud, others));
  const items = itemKeeper(cloud);
  const inventory = () => withoutHistory(inventoryOf(without(local.cloud, others)));
  const account: WalkedAccount = {
    local,
    neighbors,
    newProcess,
    inventory,
    waitForTags: () => time.sleep(TAGS_VISIBLE_MILLISECONDS),
    doubtItems: items.doubt,
    stop: local.stop,

    async deployCalmly(version) {
      const before = inventory();
      expect(failuresIn(await RUNS.deploy(versions.stackOf(cloud, version), cloud))).toEqual([]);
      await account.expectDeployed(version, before);
    },

    async expectDeployed(version, before) {
      expect(inventory()).toEqual(asProtected(await undisturbed(version), version, before));
      local.forgetCalls();
      await account.waitForTags();
      const stack = versions.stackOf(cloud, version);
      expect(planDeploy(stack, await observe(stack.resources, cloud, () => {})).steps).toEqual([]);
      expect(local.calls().filter(({ readOnly }) => !readOnly)).toEqual([]);
      await items.check();
      await items.add();
    },

    async destroyCalmly(version) {
      items.doubt();
      expect(failuresIn(await RUNS.destroy(versions.stackOf(cloud, version), cloud))).toEqual([]);
      account.expectDestroyed();
    },

    expectDestroyed() {
      expect(leftoversIn(without(local.cloud, others))).toEqual(empty);
    },

    expectOthersUntouched: () => expectSame(recordsOf(local.cloud), others),
  };
  return account;
}

function connectIn(local: TestCloud, { now, sleep }: SimulatedTime, signal?: AbortSignal): Promise<Cloud> {
  return connect(local, local.credentials, { now, sleep, ...(signal && { signal }) });
}

/** A version without the setting for protection keeps the table's protection and its tags. */
function asProtected(undisturbed: Inventory, { protect }: Version, before: Inventory): Inventory {
  const [table] = Object.values(before["tables"] ?? {});
  if (protect !== undefined || table === undefined) return undisturbed;
  const { deletionProtected, recoveryDays } = table;
  const kept = Object.entries(undisturbed["tables"] ?? {}).map(([name, one]) => {
    const tags = includesFingerprints(table.tags, one.tags)
      ? { ...one.tags, [FINGERPRINT_TAG]: table.tags[FINGERPRINT_TAG] }
      : one.tags;
    return [name, { ...one, tags, deletionProtected, recoveryDays }];
  });
  return { ...undisturbed, tables: Object.fromEntries(kept) };
}

function expectSame(now: Records, then: Records): void {
  for (const [path, record] of then) expect([path, now.get(path)]).toEqual([path, record]);
}

/** Adds items to the table, and checks that they remain. */
function itemKeeper(cloud: Cloud) {
  const TableName = "todo-api-dev";
  let known: readonly string[] = [];
  let mayBeDeleted = false;
  return {
    doubt() {
      mayBeDeleted = true;
    },
    async check() {
      const { Items = [] } = await cloud.dynamodb.send(new QueryCommand(allItems(TableName)));
      const found = Items.map(({ id }) => id?.S ?? "");
      if (mayBeDeleted && found.length === 0) known = [];
      expect(found).toEqual(known);
      mayBeDeleted = false;
    },
    async add() {
      const id = String(known.length).padStart(4, "0");
      await cloud.dynamodb.send(new PutItemCommand({ TableName, Item: { pk: { S: "item" }, id: { S: id } } }));
      known = [...known, id];
    },
  };
}
