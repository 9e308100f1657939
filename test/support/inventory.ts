import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { LocalCloud } from "../../src/local/cloud.ts";
import type {
  ApiKeyRecord,
  RegionRecord,
  RestApiRecord,
  StageRecord,
  UsagePlanRecord,
} from "../../src/local/services/apigateway/store.ts";
import type { TableRecord } from "../../src/local/services/dynamodb/store.ts";
import type { RoleRecord } from "../../src/local/services/iam/store.ts";
import type { FunctionRecord, Snapshot } from "../../src/local/services/lambda/store.ts";
import type { BucketRecord, ObjectContent } from "../../src/local/services/s3/store.ts";

/** The content of an account, by kind and name. */
export type Inventory = Readonly<Record<string, unknown>>;

/**
 * The content of an account in a form that makes equal stacks compare as equal: values that AWS chooses (IDs,
 * addresses) are replaced with what they refer to; times, history and what API Gateway creates by itself are omitted.
 * A wrong ID stays, so that the test fails.
 */
export function inventoryOf(cloud: LocalCloud): Inventory {
  const apis = inRegions(cloud.apigateway.data.regions, ({ restApis }) => restApis).map(([, api]) => api);
  const functions = inRegions(cloud.lambda.data.regions, (records) => records);
  const now = cloud.clock.now();
  const tables = inRegions(cloud.dynamodb.data.regions, (records) => records).filter(
    ([, { removedAt = Number.POSITIVE_INFINITY }]) => removedAt > now,
  );
  const groups = logGroupsOf(cloud).filter(([name]) => name !== WELCOME_GROUP);
  return structuredClone({
    accountRoles: Object.values(cloud.apigateway.data.regions).map(
      ({ cloudwatchRoleArn }) => cloudwatchRoleArn || "none",
    ),
    apiKeys: Object.values(cloud.apigateway.data.regions).flatMap(({ apiKeys }) =>
      describeSorted(apiKeys, describeKey),
    ),
    apis: apis.map(describeApi),
    buckets: describeAll(Object.entries(cloud.s3.data.buckets), (bucket) => describeBucket(cloud, bucket, apis)),
    functions: describeAll(functions, (record) => describeFunction(cloud, record, apis)),
    logGroups: describeAll(groups, ({ retentionInDays, tags }) => ({ retentionInDays, tags })),
    roles: describeAll(Object.entries(cloud.iam.data.roles), describeRole),
    tables: describeAll(tables, describeTable),
    usagePlans: Object.values(cloud.apigateway.data.regions).flatMap((region) =>
      describeSorted(region.usagePlans, (plan) => describePlan(region, plan)),
    ),
  });
}

/** The inventory without empty kinds; an empty object for an empty account. */
export function leftoversIn(cloud: LocalCloud): Inventory {
  const { accountRoles, ...parts } = inventoryOf(cloud);
  const roles = Array.isArray(accountRoles) ? accountRoles.filter((role) => role !== "none") : [];
  const welcome = logGroupsOf(cloud).filter(([name]) => name === WELCOME_GROUP);
  const left = Object.entries({ ...parts, accountRoles: roles, welcome });
  return Object.fromEntries(left.filter(([, part]) => Object.keys(part ?? {}).length > 0));
}

/** API Gateway creates this group with an account's first role. It is deleted with the account's last stack. */
const WELCOME_GROUP = "/aws/apigateway/welcome";

function logGroupsOf(cloud: LocalCloud) {
  return inRegions(cloud.logs.data.regions, (records) => records);
}

type Named<Record> = readonly (readonly [string, Record])[];

function inRegions<Region, Record>(
  regions: Readonly<{ [region: string]: Region }>,
  recordsOf: (region: Region) => Readonly<{ [name: string]: Record }>,
): Named<Record> {
  return Object.values(regions).flatMap((region) => Object.entries(recordsOf(region)));
}

function describeAll<Record>(records: Named<Record>, describe: (record: Record) => unknown): Inventory {
  return Object.fromEntries(records.map(([name, record]) => [name, describe(record)]));
}

/** Describes records whose names are not unique, sorted by their descriptions. */
function describeSorted<Record>(records: Readonly<{ [id: string]: Record }>, describe: (record: Record) => unknown) {
  return Object.values(records)
    .map((record) => JSON.stringify(describe(record)))
    .sort()
    .map((text): unknown => JSON.parse(text));
}

function describeKey({ name, description, enabled, tags }: ApiKeyRecord): unknown {
  return { name, description, enabled, tags: withoutTimes(tags) };
}

/** Includes the plan's keys and the APIs of its stages. Deleted keys are only counted. */
function describePlan({ apiKeys, restApis }: RegionRecord, plan: UsagePlanRecord): unknown {
  const { name, description, apiStages, throttle, quota, keys, tags } = plan;
  const stages = apiStages.map(({ apiId, stage }) => ({ api: restApis[apiId]?.name ?? "none", stage }));
  const ofPlan = Object.fromEntries(Object.entries(apiKeys).filter(([id]) => id in keys));
  const deleted = Object.keys(keys).length - Object.keys(ofPlan).length;
  return { name, description, throttle, quota, tags, stages, keys: describeSorted(ofPlan, describeKey), deleted };
}

function describeTable(table: TableRecord): unknown {
  const { key, billing, deletionProtected, policy, maxThroughput, recovery, kmsKeyArn, timeToLive, tags } = table;
  return {
    key,
    billing: billing.mode,
    deletionProtected,
    policy,
    maxThroughput,
    tags,
    usesKmsKey: kmsKeyArn !== undefined,
    recoveryDays: recovery?.days,
    timeToLive: timeToLive?.attribute,
  };
}

function describeRole({
  roleId: _,
  createdAt: __,
  trustBefore: ___,
  policiesChangedAt: ____,
  ...role
}: RoleRecord): unknown {
  return role;
}

function describeApi(api: RestApiRecord): unknown {
  const { name, description, version, disableExecuteApiEndpoint, tags, definition, stages } = api;
  return {
    name,
    description,
    version,
    disableExecuteApiEndpoint,
    tags: withoutTimes(tags),
    definition: withoutIds(api, definition),
    stages: describeAll(Object.entries(stages), (one) => describeStage(api, one)),
  };
}

function withoutTimes(tags: Readonly<Record<string, string>>): unknown {
  return JSON.parse(JSON.stringify(tags).replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "<time>"));
}

function describeStage(api: RestApiRecord, stage: StageRecord): unknown {
  const { deploymentId, description, variables, accessLog, methodSettings, tags } = stage;
  return {
    serves: withoutIds(api, api.deployments[deploymentId]?.definition),
    description: description?.replace(deploymentId, "<deployment>"),
    variables,
    accessLog,
    methodSettings,
    tags,
  };
}

/** API Gateway assigns new IDs to the resources of a definition at each import; a policy contains the API's own ID. */
function withoutIds({ id }: RestApiRecord, definition: RestApiRecord["definition"] | undefined): unknown {
  const withoutKeys = (key: string, value: unknown) => (/^(id|parentId)$/.test(key) ? undefined : value);
  return JSON.parse(JSON.stringify(definition ?? null, withoutKeys).replaceAll(`:${id}/`, ":<api>/"));
}

function describeFunction(cloud: LocalCloud, record: FunctionRecord, apis: readonly RestApiRecord[]): unknown {
  const { role } = record;
  const roleId = cloud.iam.data.roles[role.slice(role.lastIndexOf("/") + 1).toLowerCase()]?.roleId ?? "none";
  const statements = JSON.parse(withApiPlaceholder(JSON.stringify(record.statements), apis));
  const versions = Object.values(record.versions ?? {}).map(describeSnapshot);
  return {
    ...describeSnapshot(record),
    reservedConcurrency: record.reservedConcurrency,
    // The version numbers depend on history.
    versions: versions.map((version) => JSON.stringify(version)).sort(),
    tags: JSON.parse(JSON.stringify(record.tags).replace(roleId, "<its role>")),
    statements: describeAll(
      statements.map((statement: { readonly Sid: string }) => [statement.Sid, statement]),
      (one) => one,
    ),
  };
}

function describeSnapshot(snapshot: Snapshot) {
  const { runtime, role, handler, description, timeoutSeconds, memoryMegabytes, variables, architecture } = snapshot;
  const settings = { runtime, role, handler, description, timeoutSeconds, memoryMegabytes, variables, architecture };
  return { ...settings, logging: snapshot.logging, code: snapshot.code.sha256 };
}

function describeBucket(cloud: LocalCloud, bucket: BucketRecord, apis: readonly RestApiRecord[]): unknown {
  const { tags, publicAccessBlock, policy, website, versioning, versions, uploads } = bucket;
  const urls = apis.map(({ id }) => cloud.edge.urlOf(id) ?? "none");
  const objects = versions.map(({ key, content }) => {
    const text = content && urls.reduce((all, url) => all.replaceAll(url, "<api>"), textOf(cloud, content));
    const hash = text && createHash("sha256").update(text).digest("hex");
    const { contentType, contentEncoding, cacheControl } = content ?? {};
    return [key, { hash, contentType, contentEncoding, cacheControl }];
  });
  const sortedTags = [...tags].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { tags: sortedTags, publicAccessBlock, policy, website, versioning, objects, uploads: uploads.length };
}

function textOf(cloud: LocalCloud, { blob, contentEncoding }: ObjectContent): string {
  const bytes = cloud.blobs.get(blob);
  return Buffer.from(contentEncoding === "gzip" ? gunzipSync(bytes) : bytes).toString("latin1");
}

/** A stack has one API: if there are two, neither is replaced. */
function withApiPlaceholder(text: string, apis: readonly RestApiRecord[]): string {
  const [api, other] = apis;
  return api && !other ? text.replaceAll(api.id, "<api>") : text;
}
