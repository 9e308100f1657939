import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cloud } from "../../src/aws/cloud.ts";
import { planRollback } from "../../src/commands/rollback/plan-rollback.ts";
import { tagsOfSettings } from "../../src/config/setting-tags.ts";
import { resolveSettings, type SettingTexts } from "../../src/config/stack-settings.ts";
import type { Deployed } from "../../src/engine/deploy.ts";
import { destroyResources } from "../../src/engine/destroy.ts";
import type { ResourceResult } from "../../src/engine/result.ts";
import { isReadOnly } from "../../src/local/model/service-model.ts";
import { readVersion } from "../../src/package/version.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import type { Stack } from "../../src/stack/stack.ts";
import { type Inventory, inventoryOf } from "../support/inventory.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { ageApi, deployPackage, packageNamed } from "../support/releases.ts";
import { connect, stackFor, TEST_STACK } from "../support/stack.ts";
import { zipLike } from "../support/zip-like.ts";

/** An initial state of an account, which can be created any number of times, and the result of an undisturbed run. */
export interface Scene {
  readonly run: (cloud: Cloud) => Promise<readonly ResourceResult[]>;
  /** The number of calls in the undisturbed run. */
  readonly calls: number;
  readonly operations: readonly string[];
  /** The number of the first call that changes something; all earlier calls read. */
  readonly firstWrite: number;
  /** The content of the account after the undisturbed run. */
  readonly end: Inventory;
  /** A local cloud in that state, in memory. */
  start(): Promise<TestCloud>;
  remove(): Promise<void>;
}

/**
 * Returns the points before and after each call that changes something, starting at the given call. A run that is
 * killed at a read has the same result as one that is killed at the write before or after it.
 */
export function cutsOf({ operations }: Scene, from = 1) {
  return operations
    .map((operation, index) => [index + 1, operation] as const)
    .filter(([call, operation]) => call >= from && !isReadOnly(operation))
    .flatMap(([call, operation]) => [
      ["before" as const, call, operation] as const,
      ["after" as const, call, operation] as const,
    ]);
}

/** Prepares a state once, and records the result of an undisturbed run. */
async function prepareScene(prepare: (test: TestCloud) => Promise<void>, run: Scene["run"]): Promise<Scene> {
  const base = await mkdtemp(join(tmpdir(), "todo-api-scene-"));
  const first = await startTestCloud({ directory: base });
  await prepare(first);
  await first.stop();
  const start = () => startFrom(base);
  const test = await start();
  const results = await run(await connect(test));
  const failed = results.find(({ error }) => error !== undefined);
  if (failed) throw failed.error;
  const operations = test
    .calls()
    .filter(isFromTool)
    .map(({ operation }) => operation);
  const end = inventoryOf(test.cloud);
  await test.stop();
  return {
    run,
    calls: operations.length,
    operations,
    firstWrite: operations.findIndex((operation) => !isReadOnly(operation)) + 1,
    end,
    start,
    remove: () => rm(base, { recursive: true, force: true }),
  };
}

/** A first deploy in an empty account. */
export function firstDeploy(): Promise<Scene> {
  return prepareScene(async () => {}, deployAll);
}

/** A deploy to a stack of an older version, in which every resource differs. */
export function updateOfEverything(): Promise<Scene> {
  return prepareScene(async (test) => {
    await deployAll(await connect(test));
    changeEverything(test);
  }, deployAll);
}

/** A deploy that changes the stack's settings. */
export function changeOfSettings(texts: SettingTexts, before: SettingTexts = {}): Promise<Scene> {
  return prepareScene(
    async (test) => void (await deployWith(await connect(test), before)),
    (cloud) => deployWith(cloud, { ...before, ...texts }),
  );
}

function deployWith(cloud: Cloud, texts: SettingTexts): Promise<readonly ResourceResult[]> {
  const settings = resolveSettings(texts, TEST_STACK);
  const release = { version: readVersion(), settings, settingTags: tagsOfSettings(texts) };
  return resultsOf(() => runStack(stackFor(cloud, TEST_STACK, undefined, release), cloud, () => {}));
}

/** A deploy of another release: the code of three functions differs, and the API has one more route. */
export function newRelease(): Promise<Scene> {
  return prepareScene(deployOlder, deployAll);
}

/** A rollback to the release before the last deploy. */
export function wholeRollback(): Promise<Scene> {
  return prepareScene(async (test) => {
    await deployOlder(test);
    await deployAll(await connect(test));
  }, rollBackAll);
}

/** A destroy of a complete stack. */
export function wholeDestroy(): Promise<Scene> {
  return prepareScene(async (test) => void (await deployAll(await connect(test))), destroyAll);
}

export async function deployAll(cloud: Cloud): Promise<readonly ResourceResult[]> {
  return resultsOf(() => runStack(whole(cloud), cloud, () => {}));
}

/** Rolls back as the command does. */
export async function rollBackAll(cloud: Cloud): Promise<readonly ResourceResult[]> {
  return resultsOf(async () => runStack(await planRollback(cloud, whole(cloud)), cloud, () => {}));
}

/** The results of a run, which can only throw before it changes anything. */
export async function resultsOf(run: () => Promise<Deployed>): Promise<readonly ResourceResult[]> {
  try {
    return (await run()).results;
  } catch (error) {
    const subject = { id: "plan", kind: "stack", name: "todo-api-dev", changes: [], waits: [] };
    return [{ ...subject, outcome: "failed", startedAt: 0, milliseconds: 0, error }];
  }
}

async function deployOlder(test: TestCloud): Promise<void> {
  const older = packageNamed("older");
  await deployPackage(await connect(test), older.root);
  older.remove();
  ageApi(test);
}

export function destroyAll(cloud: Cloud): Promise<readonly ResourceResult[]> {
  return destroyResources(whole(cloud).resources, cloud, () => {});
}

/** With the table's protection set (to off), so that it is reconciled like everything else. */
function whole(cloud: Cloud): Stack {
  return stackFor(cloud, TEST_STACK, false);
}

/** The failures of a run as text. */
export function failuresIn(results: readonly ResourceResult[]): readonly string[] {
  return results
    .filter(({ outcome }) => outcome === "failed" || outcome === "skipped")
    .map(({ id, outcome, error }) => `${id} ${outcome}${error === undefined ? "" : `: ${error}`}`);
}

async function startFrom(base: string): Promise<TestCloud> {
  const directory = await mkdtemp(join(tmpdir(), "todo-api-scene-"));
  await cp(base, directory, { recursive: true });
  const test = await startTestCloud({ directory });
  return {
    ...test,
    async stop() {
      await test.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The operations of todo-api's calls that changed something, in order. */
export function changingOperations(test: TestCloud): readonly string[] {
  const changing = test.calls().filter((call) => isFromTool(call) && !call.readOnly);
  return changing.map(({ operation }) => operation);
}

function isFromTool({ principal }: { readonly principal: string }): boolean {
  return principal.includes(":user/");
}

/** Changes a field of every resource in the records, as an older version with another desired state would have. */
export function changeEverything({ cloud, region }: TestCloud): void {
  const old = { "todo-api:version": "0.0.0-old", "todo-api:fingerprints": "" };
  for (const table of Object.values(cloud.dynamodb.data.regions[region] ?? {})) {
    table.deletionProtected = true;
    Object.assign(table.tags, old);
  }
  for (const group of Object.values(cloud.logs.data.regions[region] ?? {})) {
    group.retentionInDays = 1;
    Object.assign(group.tags, old);
  }
  for (const role of Object.values(cloud.iam.data.roles)) {
    if (role.tags["todo-api:app"] === undefined) continue;
    role.description = "old";
    role.trustPolicy = role.trustPolicy.replace("lambda", "ec2");
    role.policies["least-privilege"] = '{"Version":"2012-10-17","Statement":[]}';
    Object.assign(role.tags, old);
  }
  const functions = cloud.lambda.data.regions[region] ?? {};
  const [code] = Object.values(functions).map((record) => record.code);
  for (const [name, record] of Object.entries(functions))
    functions[name] = {
      ...record,
      ...(code && { code: { ...code, sha256: cloud.blobs.put(zipLike(cloud.blobs.get(code.sha256))) } }),
      timeoutSeconds: 3,
      memoryMegabytes: 512,
      statements: record.statements.slice(1),
      tags: { ...record.tags, ...old },
    };
  changeApis(cloud, region, old);
  for (const bucket of Object.values(cloud.s3.data.buckets)) {
    bucket.tags = bucket.tags.map(({ key, value }) => ({
      key,
      value: key === "todo-api:version" ? "0.0.0-old" : value,
    }));
    bucket.publicAccessBlock = {
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
    };
    bucket.policy = undefined;
    bucket.website = undefined;
    bucket.versions.splice(0, 3);
  }
  for (const store of [cloud.dynamodb, cloud.logs, cloud.iam, cloud.lambda, cloud.apigateway, cloud.s3]) store.save();
}

function changeApis({ apigateway }: TestCloud["cloud"], region: string, old: Readonly<Record<string, string>>): void {
  for (const api of Object.values(apigateway.data.regions[region]?.restApis ?? {})) {
    api.version = "old";
    Object.assign(api.tags, old);
    for (const [name, stage] of Object.entries(api.stages))
      api.stages[name] = { ...stage, description: "old", accessLog: {}, methodSettings: {} };
  }
}
