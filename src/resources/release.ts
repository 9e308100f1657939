import { createHash } from "node:crypto";
import type { Tags } from "../aws/ownership.ts";

/**
 * The content that a rollback restores: the functions' code, settings and permissions, and the API document that the
 * stage serves.
 */
export interface Release {
  /** The version of the API's document. */
  readonly document: string;
  readonly functions: Readonly<Record<string, ReleasedFunction>>;
}

interface ReleasedFunction {
  /** The fingerprint of code and settings. */
  readonly fingerprint: string;
  /** The actions on the table that it may perform: "PutItem". */
  readonly tableActions: readonly string[];
}

/** A release in the API's tags: its content, the time of its first deploy, and the todo-api version of that deploy. */
export interface RecordedRelease extends Release {
  readonly id: string;
  readonly version: string;
  /** ISO 8601, to the second. */
  readonly deployedAt: string;
}

interface Releases {
  /** The release that the last deploy or rollback set. */
  readonly current: RecordedRelease | undefined;
  /** The ID of the last deployed release, if a rollback replaced it with `current`. */
  readonly rolledBackFrom: string | undefined;
  /** The other recorded releases, latest first. */
  readonly others: readonly RecordedRelease[];
}

/** The tag of the current release. Its 256 characters have room for seven functions. */
export const RELEASE_TAG = "todo-api:release";
/** The tag keys for the previous releases end in these numbers. */
const NUMBERS = [1, 2, 3] as const;

/** Returns the ID of a release, eight hexadecimal digits. Releases with equal content have the same ID. */
export function releaseId({ document, functions }: Release): string {
  return createHash("sha256")
    .update(`${document} ${functionsText(functions)}`)
    .digest("hex")
    .slice(0, 8);
}

/** Parses the releases in the API's tags. */
export function releasesIn(tags: Tags): Releases {
  const [text = "", rolledBackFrom] = (tags[RELEASE_TAG] ?? "").split(" from=");
  const current = parseRelease(text);
  const all = NUMBERS.flatMap((number) => parseRelease(tags[`${RELEASE_TAG}-${number}`] ?? "") ?? []);
  const others = new Map(all.filter(({ id }) => id !== current?.id).map((release) => [release.id, release]));
  return { current, rolledBackFrom, others: [...others.values()] };
}

/**
 * Returns the release that a rollback restored, and the ID of the release that it replaced; undefined if the current
 * release is the one that was last deployed.
 */
export function rollbackIn(tags: Tags): { readonly from: string; readonly to: RecordedRelease } | undefined {
  const { current, rolledBackFrom: from } = releasesIn(tags);
  return current && from !== undefined ? { from, to: current } : undefined;
}

/**
 * Whether a rollback restored the current release. If so, a difference from the release that this version of todo-api
 * deploys is not drift.
 */
export function isRolledBack(tags: Tags): boolean {
  return rollbackIn(tags) !== undefined;
}

/**
 * Returns the release tags after a deploy of a release: the current release becomes the first of the previous releases.
 * If the last deploy had the same release, and no rollback replaced it, the tags do not change.
 */
export function tagsOfDeploy(tags: Tags, release: Release, version: string, now: number): Tags {
  const { current, rolledBackFrom, others } = releasesIn(tags);
  if (current?.id === releaseId(release) && rolledBackFrom === undefined) return releaseTagsOf(tags);
  const id = releaseId(release);
  const before = current ? [current, ...others] : others;
  const deployedAt = `${new Date(now).toISOString().slice(0, 19)}Z`;
  return tagsFor(before.find((one) => one.id === id) ?? { ...release, id, version, deployedAt }, before);
}

/** Returns the release tags after a rollback to a release. */
export function tagsOfRollback(tags: Tags, release: RecordedRelease): Tags {
  const { current, rolledBackFrom, others } = releasesIn(tags);
  if (current?.id === release.id) return releaseTagsOf(tags);
  const after = tagsFor(release, current ? [current, ...others] : others);
  const from = rolledBackFrom ?? current?.id;
  // Returning to the release that was deployed last is not recorded as a rollback.
  if (from === undefined || from === release.id) return after;
  return { ...after, [RELEASE_TAG]: `${after[RELEASE_TAG]} from=${from}` };
}

function tagsFor(release: RecordedRelease, before: readonly RecordedRelease[]): Tags {
  const others = before.filter(({ id }) => id !== release.id);
  const texts = NUMBERS.flatMap((number, index) => {
    const other = others[index];
    return other ? [[`${RELEASE_TAG}-${number}`, formatRelease(other)]] : [];
  });
  return { [RELEASE_TAG]: formatRelease(release), ...Object.fromEntries(texts) };
}

function releaseTagsOf(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => key.startsWith(RELEASE_TAG)));
}

/** Uses only characters that API Gateway allows in tags. */
function formatRelease({ version, deployedAt, document, functions }: RecordedRelease): string {
  return `${version.replaceAll("+", ".")} ${deployedAt} ${document} ${functionsText(functions)}`;
}

function functionsText(functions: Release["functions"]): string {
  const sorted = Object.entries(functions).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, one]) => `${name}=${one.fingerprint}:${one.tableActions.join("+")}`).join(" ");
}

function parseRelease(text: string): RecordedRelease | undefined {
  const [version, deployedAt, document, ...parts] = text.split(" ");
  if (version === undefined || deployedAt === undefined || document === undefined) return undefined;
  const functions = parts.flatMap((part) => {
    const [, name, fingerprint, actions = ""] = /^([a-z-]+)=([\w-]+):([\w+]*)$/.exec(part) ?? [];
    if (name === undefined || fingerprint === undefined) return [];
    return [[name, { fingerprint, tableActions: actions === "" ? [] : actions.split("+") }] as const];
  });
  if (functions.length === 0) return undefined;
  const release = { document, functions: Object.fromEntries(functions) };
  return { ...release, id: releaseId(release), version, deployedAt };
}
