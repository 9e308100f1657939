import type { Call } from "../operation.ts";
import { badRequest } from "./errors.ts";
import { regionRecord, requireApi, requireApiKey, requireStage, requireUsagePlan } from "./records.ts";
import { arnOf } from "./required-permission.ts";
import type { ApiKeyRecord, RestApiRecord, StageRecord, UsagePlanRecord } from "./store.ts";

type Tags = Readonly<Record<string, string>>;

interface Tagged {
  readonly tags: Tags;
  replace(tags: Record<string, string>): void;
}

const MAX_TAGS_PER_RESOURCE = 50;

/** Returns the resource with this ARN. Throws AWS's error if it does not exist or cannot have tags. */
export function requireTagged(call: Call, resourceArn: string): Tagged {
  const path = pathOf(call, resourceArn);
  const [, keyId] = /^\/apikeys\/([^/]+)$/.exec(path) ?? [];
  if (keyId !== undefined) return taggedApiKey(call, requireApiKey(call, keyId));
  const [, planId] = /^\/usageplans\/([^/]+)$/.exec(path) ?? [];
  if (planId !== undefined) return taggedUsagePlan(call, requireUsagePlan(call, planId));
  const [, restApiId, stageName] = /^\/restapis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(path) ?? [];
  if (restApiId === undefined) throw badRequest("Invalid ARN specified in the request");
  const api = requireApi(call, restApiId);
  return stageName === undefined ? taggedApi(api) : taggedStage(api, requireStage(api, stageName));
}

function taggedApiKey({ cloud, region }: Call, key: ApiKeyRecord): Tagged {
  return {
    tags: key.tags,
    replace(tags) {
      regionRecord(cloud, region).apiKeys[key.id] = { ...key, tags };
    },
  };
}

function taggedUsagePlan({ cloud, region }: Call, plan: UsagePlanRecord): Tagged {
  return {
    tags: plan.tags,
    replace(tags) {
      regionRecord(cloud, region).usagePlans[plan.id] = { ...plan, tags };
    },
  };
}

function taggedApi(api: RestApiRecord): Tagged {
  return {
    tags: api.tags,
    replace(tags) {
      api.tags = tags;
    },
  };
}

function taggedStage(api: RestApiRecord, stage: StageRecord): Tagged {
  return {
    tags: stage.tags,
    replace(tags) {
      api.stages[stage.name] = { ...stage, tags };
    },
  };
}

/** The path in an API Gateway ARN for this region; empty for any other ARN. */
export function pathOf(call: Call, resourceArn: string): string {
  const prefix = arnOf(call.region, "");
  return resourceArn.startsWith(prefix) ? resourceArn.slice(prefix.length) : "";
}

/** Rejects tags that exceed AWS's limits or use its reserved prefix. */
export function checkTags(tags: Tags): void {
  const keys = Object.keys(tags);
  if (keys.length > MAX_TAGS_PER_RESOURCE)
    throw badRequest(`A resource can have at most ${MAX_TAGS_PER_RESOURCE} tags, not ${keys.length}`);
  for (const [key, value] of Object.entries(tags)) {
    if (/^aws:/i.test(key)) throw badRequest(`Invalid tag key ${key}: the prefix aws: is reserved`);
    if (key.length < 1 || key.length > 128) throw badRequest(`Invalid tag key ${key}: must have 1 to 128 characters`);
    if (value.length > 256) throw badRequest(`Invalid value for tag ${key}: must have at most 256 characters`);
  }
}
