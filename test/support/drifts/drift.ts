import type { Cloud } from "../../../src/aws/cloud.ts";
import * as names from "../../../src/aws/names.ts";
import { restApiOutput } from "../../../src/local/services/apigateway/rest-api-output.ts";
import { byAge } from "../../../src/resources/rest-api/find-rest-api.ts";
import { TEST_REGION, type TestCloud } from "../local-cloud.ts";
import { TEST_STACK } from "../stack.ts";

/** A change to a deployed, protected stack outside todo-api, and how todo-api reports and repairs it. */
export interface Drift {
  readonly what: string;
  readonly apply: (at: Account) => Promise<unknown>;
  /** What a plan reports: the resources by ID, each with its fields, or `create`. */
  readonly finds: Readonly<Record<string, readonly string[] | "create">>;
  /** The mutating calls of the deploy that repairs it, in any order. */
  readonly repairs: readonly string[];
}

/** Where to apply a drift: with the SDK, or in the local cloud's records if there is no such call. */
export interface Account {
  readonly cloud: Cloud;
  readonly test: TestCloud;
}

const PLACE = { region: TEST_REGION, account: "000000000000" };

/** Names and ARNs of the test's stack; the function `read`, its role and its log group represent all of their kind. */
export const NAME = names.tableName(TEST_STACK);
export const FUNCTION = names.functionName(TEST_STACK, "read");
export const ROLE = names.roleName(TEST_STACK, "read", TEST_REGION);
export const GROUP = names.functionLogGroupName(TEST_STACK, "read");
export const ACCESS_GROUP = names.accessLogGroupName(TEST_STACK);
export const BUCKET = names.bucketName(TEST_STACK, PLACE);
export const TABLE_ARN = names.tableArn(PLACE, NAME);
export const FUNCTION_ARN = names.functionArn(PLACE, FUNCTION);
export const GROUP_ARN = names.logGroupArn(PLACE, GROUP);

/** The tag that tests change to a wrong value, and the key of the tag that they remove, on every kind of resource. */
export const OLD_VERSION = { "todo-api:version": "0.0.0-old" };
export const FINGERPRINTS_TAG = "todo-api:fingerprints";

/** The record of the stack's API; if there are several, after concurrent runs, the one that a deploy keeps. */
export function apiRecord({ test }: Account) {
  const { restApis = {} } = test.cloud.apigateway.data.regions[TEST_REGION] ?? {};
  const [api] = Object.values(restApis)
    .filter(({ tags }) => tags["todo-api:stage"] === TEST_STACK.stage)
    .sort((one, other) => byAge(restApiOutput(test.cloud, one), restApiOutput(test.cloud, other)));
  if (!api) throw new Error("There is no API.");
  return api;
}

export function functionRecord({ test }: Account, action: string) {
  const record = test.cloud.lambda.data.regions[TEST_REGION]?.[names.functionName(TEST_STACK, action)];
  if (!record) throw new Error(`There is no function ${action}.`);
  return record;
}

/** Converts tags to the SDK's list. */
export function tagsOf(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
