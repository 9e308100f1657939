import { setMaxListeners } from "node:events";
import type { Model } from "../../src/api/model/model.ts";
import { readModel } from "../../src/api/model/read-model.ts";
import type { Cloud } from "../../src/aws/cloud.ts";
import { createCloud } from "../../src/aws/create-cloud.ts";
import { bucketName } from "../../src/aws/names.ts";
import type { StackName } from "../../src/aws/stack-name.ts";
import type { Target } from "../../src/aws/target.ts";
import { findPageAddress } from "../../src/commands/page-address.ts";
import type { Website } from "../../src/config/api-settings.ts";
import { resolveSettings, type SettingTexts } from "../../src/config/stack-settings.ts";
import { clockOf } from "../../src/engine/clock.ts";
import { type Io, sleep } from "../../src/io.ts";
import type { Credentials } from "../../src/local/services/iam/credentials.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import { type Stack, todoStack } from "../../src/stack/stack.ts";
import type { StackInput } from "../../src/stack/stack-content.ts";
import { type ReachableCloud, startTestCloud, TEST_REGION, type TestCloud } from "./local-cloud.ts";

/** A complete stack, deployed to its own local cloud. */
export interface TestStack {
  readonly test: TestCloud;
  readonly cloud: Cloud;
  readonly stack: Stack;
  readonly apiUrl: string;
  readonly websiteUrl: string;
  /** The URL of the page as an object of its bucket. */
  readonly objectUrl: string;
  readonly restApiId: string;
  /** Makes the API refuse connections until `startApi`. */
  stopApi(): Promise<void>;
  startApi(): Promise<void>;
  stop(): Promise<void>;
}

/** Tests send more requests than the default limit of an API. */
export const TEST_THROTTLE = "10000/5000";

export const TEST_STACK: StackName = { app: "todo-api", stage: "dev" };

/** Deploys the stack to a new local cloud and returns its URLs; throws the first failure. */
export async function startStack(
  name: StackName = TEST_STACK,
  model = "todo",
  website: Website = "s3",
  texts: SettingTexts = {},
): Promise<TestStack> {
  const test = await startTestCloud();
  const cloud = await connect(test);
  const settings = resolveSettings({ throttle: TEST_THROTTLE, website, ...texts }, name);
  const stack = stackFor(cloud, name, undefined, { model: modelNamed(model), settings });
  const { results, states } = await runStack(stack, cloud, () => {});
  for (const { error } of results) if (error) throw error;
  const restApiId = states.stateOf(stack.restApi)?.id ?? "";
  const apiUrl = await cloud.addresses.apiUrl(restApiId, name.stage);
  return {
    test,
    cloud,
    stack,
    restApiId,
    apiUrl,
    websiteUrl: (await findPageAddress(stack, apiUrl, cloud.addresses))?.url ?? "",
    objectUrl: `${test.endpoint}/${bucketName(name, cloud)}/index.html`,
    stopApi: () => test.cloud.edge.close(TEST_REGION, restApiId),
    startApi: () => test.cloud.edge.open(TEST_REGION, restApiId),
    stop: test.stop,
  };
}

/** Creates todo-api's clients for a local cloud. */
export function connect(
  test: ReachableCloud,
  credentials: Credentials = test.credentials,
  time: Partial<Pick<Io, "now" | "sleep"> & { readonly signal: AbortSignal }> = {},
): Promise<Cloud> {
  const target: Target = {
    kind: "local",
    region: TEST_REGION,
    regionSource: "the test",
    endpointUrl: test.endpoint,
    credentials,
    account: test.account,
    localToken: test.token,
  };
  const { now = () => Date.now(), signal = unaborted() } = time;
  return createCloud(target, clockOf({ now, sleep: time.sleep ?? sleep }, signal));
}

/** A signal to which any number of waits can listen, without Node's warning about a leak. */
function unaborted(): AbortSignal {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
}

/** Builds todo-api's stack, with defaults for tests. */
export function stackFor(cloud: Cloud, name: StackName = TEST_STACK, protect?: boolean, release?: TestRelease): Stack {
  return todoStack({
    name,
    cloud,
    version: "0.0.0-test",
    packageRoot: PACKAGE_ROOT,
    model: modelNamed("todo"),
    settings: { ...resolveSettings({ throttle: TEST_THROTTLE }, name), protect },
    settingTags: {},
    ...release,
  });
}

/** The values that replace a test's defaults. */
export type TestRelease = Partial<Pick<StackInput, "version" | "packageRoot" | "model" | "settings" | "settingTags">>;

/** Reads a model by its name in the package, or by the path of its file. */
function modelNamed(value: string): Model {
  return readModel({ value, source: "the test" }, PACKAGE_ROOT);
}
