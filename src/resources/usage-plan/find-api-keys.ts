import { type ApiKey, GetApiKeyCommand, paginateGetApiKeys } from "@aws-sdk/client-api-gateway";
import type { Cloud } from "../../aws/cloud.ts";
import { collectPages } from "../../aws/collect-pages.ts";
import { isOurs, type Tags } from "../../aws/ownership.ts";
import { type StackName, stackLabel } from "../../aws/stack-name.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import { retryOnConflict } from "../rest-api/retry-on-conflict.ts";

/** The tag of a key that a rotation replaced: the end of its grace period, in ISO 8601. */
export const EXPIRES_TAG = "todo-api:expires";

/** An API key without its value, which only `readKeyValue` reads. */
export interface KnownKey {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly tags: Tags;
}

/** The keys of a stack, by their role in a rotation. */
export interface StackKeys {
  /** The key that clients should use: the oldest key that was not replaced. */
  readonly current: KnownKey | undefined;
  /** Other keys that no rotation replaced, left by a lost response or a race. */
  readonly duplicates: readonly KnownKey[];
  /** Keys that a rotation replaced, and that are still in their grace period. */
  readonly replaced: readonly KnownKey[];
  /** Keys past their grace period. API Gateway accepts them until a deploy or a key command deletes them. */
  readonly expired: readonly KnownKey[];
}

/** Finds the keys of a stack by name and tags. */
export async function findStackKeys(cloud: Cloud, stack: StackName): Promise<StackKeys> {
  const ours = await findOwnKeys(cloud, stack);
  const isReplaced = ({ tags }: KnownKey) => tags[EXPIRES_TAG] !== undefined;
  const isExpired = ({ tags }: KnownKey) => !(Date.parse(tags[EXPIRES_TAG] ?? "") > cloud.now());
  const [current, ...duplicates] = ours.filter((key) => !isReplaced(key));
  const replaced = ours.filter(isReplaced);
  return {
    current,
    duplicates,
    replaced: replaced.filter((key) => !isExpired(key)),
    expired: replaced.filter(isExpired),
  };
}

/** Lists the keys with the stack's name and tags, oldest first. */
export async function findOwnKeys(cloud: Cloud, stack: StackName): Promise<readonly KnownKey[]> {
  const name = stackLabel(stack);
  const named = (await listApiKeys(cloud, name)).filter((key) => key.name === name);
  const known = await Promise.all(named.map(async (key) => ({ ...key, tags: await readKeyTags(cloud, key) })));
  return known.map(toKnownKey).filter(({ tags }) => isOurs(tags, stack));
}

/** Lists the keys in the account and region, oldest first, without values; `nameQuery` is a prefix of their names. */
export async function listApiKeys(cloud: Cloud, nameQuery?: string): Promise<readonly ApiKey[]> {
  const newestFirst = await retryOnConflict(cloud, "GetApiKeys", () => {
    const pages = paginateGetApiKeys({ client: cloud.apigateway, pageSize: 500 }, { nameQuery, includeValues: false });
    return collectPages(pages, ({ items }) => items);
  });
  return newestFirst.reverse();
}

/** Returns the tags of a listed key. Reads them if the list omits them: AWS does not guarantee that it has them. */
export async function readKeyTags(cloud: Cloud, { id = "", tags }: ApiKey): Promise<Tags> {
  if (tags) return tags;
  const command = new GetApiKeyCommand({ apiKey: id, includeValue: false });
  return (await undefinedOn(cloud.apigateway.send(command), "NotFoundException"))?.tags ?? {};
}

/** Reads the value of a key, which is a secret. */
export async function readKeyValue(cloud: Cloud, id: string): Promise<string> {
  const command = new GetApiKeyCommand({ apiKey: id, includeValue: true });
  return (await cloud.apigateway.send(command)).value ?? "";
}

function toKnownKey({ id = "", name = "", enabled = false, createdDate, tags = {} }: ApiKey): KnownKey {
  return { id, name, enabled, createdAt: createdDate?.getTime() ?? 0, tags };
}
