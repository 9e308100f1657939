import type { Cloud } from "../../aws/cloud.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { targetDocument } from "../../config/describe-target.ts";
import type { StoredKey } from "../../config/stored-keys.ts";
import { hintsWithTarget } from "../../config/suggested-command.ts";
import { until } from "../../engine/wait.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { isKeyRejected } from "../../items/keyed-fetch.ts";
import { nextText } from "../../report/report-error.ts";
import { areKeysRevoked, KEYS_DEPLOYED } from "../../resources/rest-api/api-tags.ts";
import { tagApiResource } from "../../resources/rest-api/change-rest-api.ts";
import { deleteApiKey } from "../../resources/usage-plan/change-api-keys.ts";
import { addKeyToPlan } from "../../resources/usage-plan/change-usage-plans.ts";
import { EXPIRES_TAG, findStackKeys, type KnownKey } from "../../resources/usage-plan/find-api-keys.ts";
import { findUsagePlans } from "../../resources/usage-plan/find-usage-plans.ts";
import type { CommandContext } from "../command-context.ts";
import { probe } from "../probe.ts";
import { parseGrace } from "./grace.ts";
import { completeKey, keepKey } from "./keep-key.ts";
import { keyDocument, type OpenKeys, openKeys, withExplainedErrors } from "./open-keys.ts";

/** The options of `key rotate`. */
export interface RotateOptions {
  /** The minimum time for which the previous key stays valid, such as `30m`, `24h` or `7d`. */
  readonly grace?: string;
}

/** Replaces the API key; the previous key stays valid for at least the grace period. */
export async function rotateKey(context: CommandContext, { grace }: RotateOptions): Promise<number> {
  const milliseconds = parseGrace(grace);
  const { io, settings } = context;
  const label = stackLabel(settings.stack);
  const open = await openKeys(context);
  const { cloud, apiUrl, keys } = open;
  const current = await withExplainedErrors(label, async () => {
    const usagePlanId = await requirePlan(open, label);
    for (const { id } of [...keys.expired, ...keys.duplicates]) await deleteApiKey(cloud, id);
    // The old key is marked first, so that an interrupted rotation leaves a working key; the next deploy or rotation
    // then adds a new one.
    if (keys.current) await markReplaced(cloud, keys.current, cloud.now() + milliseconds);
    // The tag is written before the key is created, so that a deploy creates the key if the rotation is interrupted.
    if (areKeysRevoked(open.api.tags)) await tagApiResource(cloud, `/restapis/${open.api.id}`, KEYS_DEPLOYED);
    const { id } = await createCurrent(open);
    await addKeyToPlan(cloud, usagePlanId, id);
    const key = await completeKey(cloud, { apiUrl, id });
    io.conceal(key.value);
    await waitUntilAccepted(cloud, key, keys.current !== undefined || keys.replaced.length > 0);
    keepKey(context, key);
    return id;
  });
  const { replaced } = await withExplainedErrors(label, () => findStackKeys(cloud, settings.stack));
  if (settings.json) {
    const about = { type: "key-rotated", stack: settings.stack, target: targetDocument(settings.target) };
    io.stdout.write(`${JSON.stringify({ ...about, id: current, replaced: replaced.map(keyDocument) })}\n`);
    return EXIT.ok;
  }
  io.stderr.write(`Created the API key ${current}.\n`);
  for (const { id, tags } of replaced) io.stderr.write(replacedText(id, tags[EXPIRES_TAG]));
  io.stderr.write(
    nextText(hintsWithTarget([{ command: "todo-api key show", comment: "print the new key" }], settings)),
  );
  return EXIT.ok;
}

function replacedText(id: string, expiresAt = ""): string {
  return `The replaced key ${id} is accepted until you run key revoke, or until the first deploy or key rotate after ${expiresAt}.\n`;
}

async function requirePlan({ cloud, stack }: OpenKeys, label: string): Promise<string> {
  const [plan] = await findUsagePlans(cloud, stack.name);
  if (plan?.id !== undefined) return plan.id;
  throw new TodoApiError(
    "resource-missing",
    EXIT.failure,
    `the usage plan of ${label} is missing; nothing was changed`,
    {
      next: [{ command: "todo-api deploy", comment: "repair the stack" }],
    },
  );
}

async function markReplaced(cloud: Cloud, { id }: KnownKey, expiresAt: number): Promise<void> {
  const tags = { [EXPIRES_TAG]: `${new Date(expiresAt).toISOString().slice(0, 19)}Z` };
  await tagApiResource(cloud, `/apikeys/${id}`, tags);
}

/** Creates the key and waits until API Gateway lists it, which can take some time. */
async function createCurrent({ cloud, stack, apiKey }: OpenKeys): Promise<KnownKey> {
  await apiKey.create({ stateOf: () => undefined, waitFor: async () => {}, letDependentsStart: () => {} });
  const wait = { for: "the new API key to be listed", seconds: 30 };
  return until(cloud, wait, async () => (await findStackKeys(cloud, stack.name)).current);
}

/** API Gateway can take minutes to accept a new key. */
const ACCEPTED_SECONDS = 300;
const PROBE_SECONDS = 10;

async function waitUntilAccepted(
  { fetch, signal, ...clock }: Cloud,
  { apiUrl, value }: Pick<StoredKey, "apiUrl" | "value">,
  hasReplaced: boolean,
): Promise<void> {
  const wait = {
    for: "API Gateway to accept the new API key, which can take minutes",
    seconds: ACCEPTED_SECONDS,
    hint: `${hasReplaced ? "the replaced key is still accepted; " : ""}run \`todo-api key show\` later for the new one`,
  };
  await until({ ...clock, signal }, wait, async () => {
    try {
      const request = { url: `${apiUrl}/items?limit=1`, key: value };
      const response = await probe(fetch, request, { signal, seconds: PROBE_SECONDS });
      const isUndecided = response.status === 429 || response.status >= 500;
      return isUndecided || isKeyRejected(response) ? undefined : true;
    } catch {
      // A lost or hung connection shows nothing about the key.
      signal.throwIfAborted();
      return undefined;
    }
  });
}
