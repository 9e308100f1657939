import { marshall } from "@aws-sdk/util-dynamodb";
import { type ApiEvent, header } from "./api-event.ts";
import { liveCondition } from "./expiry.ts";
import { badRequest, Problem } from "./problem.ts";
import type { Attributes } from "./table.ts";

/** The versions of the item that a write accepts; undefined if it accepts any version. */
export type Expected = readonly number[] | undefined;

const TAG = String.raw`(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"`;
const TAGS = new RegExp(String.raw`^${TAG}(?:\s*,\s*${TAG})*$`);
// The maximum number of operands of IN
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
const MAX_TAGS = 100;
const NO_VERSION = 0;

/**
 * Parses the versions in If-Match (RFC 9110 section 13.1.1). Weak tags never match; `*` matches any version. Throws a
 * 400 for an invalid header.
 */
export function parseIfMatch(event: ApiEvent): Expected {
  const text = header(event, "if-match")?.trim();
  if (text === undefined || text === "*") return undefined;
  const tags = TAGS.test(text) ? tagsIn(text) : [];
  if (tags.length === 0 || tags.length > MAX_TAGS) {
    const detail = `If-Match must be *, or up to ${MAX_TAGS} entity tags in quotes, such as "3"`;
    throw badRequest([{ header: "If-Match", detail }]);
  }
  const versions = tags.flatMap((tag) => (/^"[1-9]\d{0,14}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []));
  return versions.length > 0 ? versions : [NO_VERSION];
}

/** Whether If-None-Match matches this tag (RFC 9110 section 13.1.2), so that the response needs no body. */
export function matchesIfNoneMatch(event: ApiEvent, tag: string): boolean {
  const text = header(event, "if-none-match")?.trim() ?? "";
  return text === "*" || tagsIn(text).some((known) => known.replace(/^W\//, "") === tag);
}

/**
 * The condition for a write: the item exists, has not expired, and has one of the expected versions. Records without a
 * version have version 1.
 */
export function versionCondition(expected: Expected, now: string) {
  const options = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" };
  const live = liveCondition(now);
  const exists = `attribute_exists(id) AND ${live.expression}`;
  if (expected === undefined) return { ...options, ConditionExpression: exists, names: {}, values: live.values };
  const values = Object.fromEntries(expected.map((version, index) => [`:V${index}`, version]));
  const hasVersion = `#version IN (${Object.keys(values).join(", ")})`;
  const orNone = expected.includes(1) ? " OR attribute_not_exists(#version)" : "";
  return {
    ...options,
    ConditionExpression: `${exists} AND (${hasVersion}${orNone})`,
    names: { "#version": "version" },
    values: { ...live.values, ...marshall(values) },
  };
}

/** The 412 for an item whose version does not match If-Match. */
export function preconditionFailed(item: Attributes): Problem {
  const version = item["version"]?.N ?? "1";
  return new Problem(412, `The item has none of the entity tags in If-Match; its version is ${version}.`);
}

function tagsIn(text: string): readonly string[] {
  return text.match(new RegExp(TAG, "g")) ?? [];
}
