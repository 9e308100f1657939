import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import type { LocalCloud } from "../../src/local/cloud.ts";
import type { RestApiRecord, StageRecord } from "../../src/local/services/apigateway/store.ts";
import type { RoleRecord } from "../../src/local/services/iam/store.ts";
import type { FunctionRecord, Snapshot } from "../../src/local/services/lambda/store.ts";
import type { BucketRecord, ObjectContent } from "../../src/local/services/s3/store.ts";

/** What an account holds, by kind and name. */
export type Inventory = Readonly<Record<string, unknown>>;

/**
 * Everything in an account, such that equal stacks have equal inventories: what AWS chooses (IDs, addresses) is
 * replaced by what it stands for; times, history and what API Gateway creates by itself are omitted. A wrong ID stays,
 * and so fails the test.
 */
export function inventoryOf(cloud: LocalCloud): Inventory {
  const apis = inRegions(cloud.apigateway.data.regions, ({ restApis }) => restApis).map(([, api]) => api);
  const functions = inRegions(cloud.lambda.data.regions, (records) => records);
  const now = cloud.clock.now();
  const tables = inRegions(cloud.dynamodb.data.regions, (records) => records).filter(
    ([, { goneAt = Number.POSITIVE_INFINITY }]) => goneAt > now,
  );
  const groups = logGroupsOf(cloud).filter(([name]) => name !== WELCOME_GROUP);
  return structuredClone({
    accountRoles: Object.values(cloud.apigateway.data.regions).map(
      ({ cloudwatchRoleArn }) => cloudwatchRoleArn || "none",
    ),
    apis: apis.map(aboutApi),
    buckets: about(Object.entries(cloud.s3.data.buckets), (bucket) => aboutBucket(cloud, bucket, apis)),
    functions: about(functions, (record) => aboutFunction(cloud, record, apis)),
    logGroups: about(groups, ({ retentionInDays, tags }) => ({ retentionInDays, tags })),
    roles: about(Object.entries(cloud.iam.data.roles), aboutRole),
    tables: about(tables, ({ key, billing, deletionProtected, recovery, kmsKeyArn, timeToLive, tags }) => {
      const more = {
        isOfKms: kmsKeyArn !== undefined,
        recoveryDays: recovery?.days,
        timeToLive: timeToLive?.attribute,
      };
      return { key, billing: billing.mode, deletionProtected, tags, ...more };
    }),
  });
}

/** The inventory without empty kinds; an empty object for an empty account. */
export function whatIsLeft(cloud: LocalCloud): Inventory {
  const { accountRoles, ...parts } = inventoryOf(cloud);
  const roles = Array.isArray(accountRoles) ? accountRoles.filter((role) => role !== "none") : [];
  const welcome = logGroupsOf(cloud).filter(([name]) => name === WELCOME_GROUP);
  const left = Object.entries({ ...parts, accountRoles: roles, welcome });
  return Object.fromEntries(left.filter(([, part]) => Object.keys(part ?? {}).length > 0));
}

/** API Gateway creates it with an account's first role: no part of a stack, but deleted with the last one. */
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

function about<Record>(records: Named<Record>, describe: (record: Record) => unknown): Inventory {
  return Object.fromEntries(records.map(([name, record]) => [name, describe(record)]));
}

function aboutRole({
  roleId: _,
  createdAt: __,
  trustBefore: ___,
  policiesChangedAt: ____,
  ...role
}: RoleRecord): unknown {
  return role;
}

function aboutApi(api: RestApiRecord): unknown {
  const { name, description, version, disableExecuteApiEndpoint, tags, definition, stages } = api;
  return {
    name,
    description,
    version,
    disableExecuteApiEndpoint,
    tags: JSON.parse(JSON.stringify(tags).replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "<time>")),
    definition: withoutIds(definition),
    stages: about(Object.entries(stages), (one) => aboutStage(api, one)),
  };
}

function aboutStage({ deployments }: RestApiRecord, stage: StageRecord): unknown {
  const { deploymentId, description, variables, accessLog, methodSettings, tags } = stage;
  return {
    serves: withoutIds(deployments[deploymentId]?.definition),
    description: description?.replace(deploymentId, "<deployment>"),
    variables,
    accessLog,
    methodSettings,
    tags,
  };
}

/** API Gateway assigns new IDs to the resources of a definition at each import. */
function withoutIds(definition: RestApiRecord["definition"] | undefined): unknown {
  return JSON.parse(
    JSON.stringify(definition ?? null, (key, value) => (/^(id|parentId)$/.test(key) ? undefined : value)),
  );
}

function aboutFunction(cloud: LocalCloud, record: FunctionRecord, apis: readonly RestApiRecord[]): unknown {
  const { role } = record;
  const roleId = cloud.iam.data.roles[role.slice(role.lastIndexOf("/") + 1).toLowerCase()]?.roleId ?? "none";
  const statements = JSON.parse(named(JSON.stringify(record.statements), apis));
  const versions = Object.values(record.versions ?? {}).map(aboutSnapshot);
  return {
    ...aboutSnapshot(record),
    reservedConcurrency: record.reservedConcurrency,
    // Their numbers depend on history.
    versions: versions.map((version) => JSON.stringify(version)).sort(),
    tags: JSON.parse(JSON.stringify(record.tags).replace(roleId, "<its role>")),
    statements: about(
      statements.map((statement: { readonly Sid: string }) => [statement.Sid, statement]),
      (one) => one,
    ),
  };
}

function aboutSnapshot(snapshot: Snapshot) {
  const { runtime, role, handler, description, timeoutSeconds, memoryMegabytes, variables, architecture } = snapshot;
  const settings = { runtime, role, handler, description, timeoutSeconds, memoryMegabytes, variables, architecture };
  return { ...settings, logging: snapshot.logging, code: snapshot.code.sha256 };
}

function aboutBucket(cloud: LocalCloud, bucket: BucketRecord, apis: readonly RestApiRecord[]): unknown {
  const { tags, publicAccessBlock, policy, website, versioning, versions, uploads } = bucket;
  const urls = apis.map(({ id }) => cloud.edge.urlOf(id) ?? "none");
  const objects = versions.map(({ key, content }) => {
    const text = content && urls.reduce((all, url) => all.replaceAll(url, "<api>"), textOf(cloud, content));
    const hash = text && createHash("sha256").update(text).digest("hex");
    const { contentType, contentEncoding, cacheControl } = content ?? {};
    return [key, { hash, contentType, contentEncoding, cacheControl }];
  });
  const sorted = [...tags].sort((a, b) => (a.key < b.key ? -1 : 1));
  return { tags: sorted, publicAccessBlock, policy, website, versioning, objects, uploads: uploads.length };
}

function textOf(cloud: LocalCloud, { blob, contentEncoding }: ObjectContent): string {
  const bytes = cloud.blobs.get(blob);
  return Buffer.from(contentEncoding === "gzip" ? gunzipSync(bytes) : bytes).toString("latin1");
}

/** A stack has one API: with two, neither is replaced. */
function named(text: string, apis: readonly RestApiRecord[]): string {
  const [api, other] = apis;
  return api && !other ? text.replaceAll(api.id, "<api>") : text;
}
