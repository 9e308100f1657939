import { hintsWithTarget } from "../../config/suggested-command.ts";
import { observe } from "../../engine/observe.ts";
import { EXIT, type ExitCode } from "../../errors.ts";
import { NEXT_KEY } from "../../report/access-text.ts";
import { explainFailure } from "../../report/failures.ts";
import { nextText } from "../../report/report-error.ts";
import { rollbackIn } from "../../resources/release.ts";
import { isKeyless } from "../../stack/key-resources.ts";
import { isCounted } from "../../stack/parts.ts";
import { apiCaller, pageCaller } from "../call-api.ts";
import type { CommandContext } from "../command-context.ts";
import { findLostAccess } from "../deploy/lost-access.ts";
import { openStack } from "../open-stack.ts";
import { findPageAddress } from "../page-address.ts";
import { planDeploy } from "../plan/make-plan.ts";
import { checkHealth } from "./check-health.ts";
import { type Status, statusDocument, statusText, summarize } from "./summarize.ts";

/** Prints the state of the deployed stack, and whether the API and the website respond. */
export async function status(context: CommandContext): Promise<number> {
  const { io, settings } = context;
  const found = await readStatus(context);
  if (settings.json) io.stdout.write(`${JSON.stringify(statusDocument(found), undefined, 2)}\n`);
  else {
    io.stdout.write(statusText(found));
    const isInSync = !found.deployed || found.resources.every(({ state }) => state === "present");
    const next = [...(found.apiKey === "revoked" ? [NEXT_KEY] : []), ...(isInSync ? [] : NEXT)];
    if (next.length > 0) io.stderr.write(nextText(hintsWithTarget(next, settings)));
  }
  return exitCodeOf(found);
}

const NEXT = [
  { command: "todo-api plan", comment: "show every difference" },
  { command: "todo-api deploy", comment: "bring the stack back in sync" },
];

async function readStatus(context: CommandContext): Promise<Status> {
  const { settings } = context;
  const { cloud, stack } = await openStack(context);
  const observed = await observe(stack.resources, cloud, () => {});
  const { states } = observed;
  // A resource that all stacks in the account and region share is shown only if it is unreadable, because the
  // resources that depend on it are then unreadable too.
  const resources = observed.resources.filter((one) => isCounted(one) || one.presence === "unreadable");
  const failed = resources.find(({ result }) => result.error !== undefined);
  if (failed && resources.every(({ presence }) => presence === "unreadable")) throw explainFailure(failed.result);
  const api = states.stateOf(stack.restApi);
  const { bucket } = stack;
  const access = await findLostAccess(cloud, stack, observed);
  const inForce = { ...stack.settings, ...access };
  const apiUrl = api && (await cloud.addresses.apiUrl(api.id, settings.stack.stage).catch(() => undefined));
  const isPagePresent = bucket ? states.stateOf(bucket) !== undefined : apiUrl !== undefined;
  const page = isPagePresent
    ? await findPageAddress(stack, apiUrl ?? "", cloud.addresses).catch(() => undefined)
    : undefined;
  const health = await checkHealth(apiUrl, page?.url, cloud, {
    api: apiCaller(context, cloud, inForce, apiUrl),
    page: pageCaller(cloud, inForce),
  });
  const website = { ...(page?.endpoint !== undefined && { endpoint: page.endpoint }), ...health.website };
  const rolledBack = rollbackIn(api?.tags ?? {});
  const account = states.stateOf(stack.account);
  return {
    ...summarize(
      settings.target,
      { resources, plan: planDeploy(stack, observed) },
      stack.settings.website === "none" ? { api: health.api } : { api: health.api, website },
      { ...stack, settings: inForce },
    ),
    ...(isKeyless(stack, states) && { apiKey: "revoked" }),
    ...(api && account && { accessLog: account.roleArn !== undefined }),
    ...(rolledBack && { rolledBack }),
  };
}

function exitCodeOf({ deployed, healthy }: Status): ExitCode {
  if (!deployed) return EXIT.notFound;
  return healthy ? EXIT.ok : EXIT.failure;
}
