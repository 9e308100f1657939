import type { Cloud } from "../../aws/cloud.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import type { StackSettings } from "../../config/stack-settings.ts";
import { criticalPath, deployPredecessorsIn, readingStep } from "../../engine/critical-path.ts";
import type { Listener } from "../../engine/events.ts";
import { type Observed, observe } from "../../engine/observe.ts";
import type { Resource } from "../../engine/resource.ts";
import { EXIT, type ExitCode, type Next, TodoApiError } from "../../errors.ts";
import { failureText } from "../../report/failures.ts";
import { startReporter } from "../../report/start-reporter.ts";
import { isKeyResource } from "../../stack/key-resources.ts";
import { runStack } from "../../stack/run-stack.ts";
import type { Stack } from "../../stack/stack.ts";
import { apiCaller } from "../call-api.ts";
import type { CommandContext } from "../command-context.ts";
import { type ConfirmationFlags, confirm } from "../confirm.ts";
import { apiEndpoint, hasKnownUrls } from "../deploy/api-endpoint.ts";
import { readinessCheckAfter, waitUntilReady } from "../deploy/readiness.ts";
import { openStack } from "../open-stack.ts";
import { partialFailure, reportInterruption } from "../partial-failure.ts";
import { planDeploy } from "../plan/make-plan.ts";
import { rememberTarget } from "../remember-target.ts";
import { planRollback, type RollbackPlan, requireApi } from "./plan-rollback.ts";
import { releaseTable } from "./release-text.ts";
import {
  printPlan,
  printUnchanged,
  type Rollback,
  type RollbackRun,
  report,
  surveyDocument,
} from "./report-rollback.ts";
import { surveyReleases } from "./survey-releases.ts";

/** The options of `rollback`. */
export interface RollbackOptions extends ConfirmationFlags {
  /** The ID of a release; `chooseRelease` documents the default. */
  readonly to?: string;
  /** The auth mode of that release, required if the rollback changes who may call the API. */
  readonly auth?: string;
  /** Only list the releases. */
  readonly list?: boolean;
}

interface PreparedRollback extends RollbackPlan, Rollback {
  readonly cloud: Cloud;
  readonly stack: Stack;
  readonly deployedSettings: StackSettings;
}

/** Rolls back to the code, settings, permissions and API of an earlier release, after a confirmation. */
export async function rollback(context: CommandContext, options: RollbackOptions): Promise<number> {
  if (options.list) return list(context);
  const prepared = await prepare(context, options);
  if (prepared.steps.length === 0) return printUnchanged(context, prepared);
  printPlan(context, prepared);
  const effect = `This rolls ${stackLabel(context.settings.stack)} back to release ${prepared.kept.release.id}.`;
  await confirm(context, options, { effect, isStackProtected: prepared.deployedSettings.protect === true });
  return runRollback(context, prepared);
}

async function list(context: CommandContext): Promise<ExitCode> {
  const { io, settings } = context;
  const { cloud, stack } = await openStack(withoutGivenSettings(context), { requiresSettings: true });
  const survey = await surveyReleases(cloud, settings.stack, await requireApi(stack));
  if (settings.json) io.stdout.write(`${JSON.stringify(surveyDocument(context, survey), undefined, 2)}\n`);
  else io.stdout.write(releaseTable(survey));
  return survey.others.some(({ kept }) => kept !== undefined) ? EXIT.ok : EXIT.notFound;
}

async function prepare(context: CommandContext, options: RollbackOptions): Promise<PreparedRollback> {
  const { cloud, stack, deployedSettings } = await openStack(withoutGivenSettings(context), { requiresSettings: true });
  const planned = await planRollback(cloud, stack, options);
  const observed = await observe(planned.resources, cloud, () => {});
  rejectIncomplete(context, stack, observed);
  return { cloud, stack, deployedSettings, ...planned, steps: planDeploy(stack, observed).steps };
}

/**
 * Removes the given settings, which apply only to a deploy. A rollback uses the settings of the release and, for the
 * roles, the settings in force.
 */
function withoutGivenSettings(context: CommandContext): CommandContext {
  return { ...context, settings: { ...context.settings, given: {}, sources: {} } };
}

/** Throws if a resource is missing or cannot be read, because a rollback creates no resources. */
function rejectIncomplete(context: CommandContext, { apiKey }: Stack, { resources }: Observed): void {
  const { io, settings } = context;
  const failed = resources.map(({ result }) => result).filter(({ outcome }) => outcome === "failed");
  if (failed.length > 0) {
    if (!settings.json) io.stderr.write(failureText(failed, settings));
    throw partialFailure("rollback", context, failed);
  }
  const absent = resources.find(({ presence }) => presence !== "present")?.resource;
  if (!absent) return;
  throw new TodoApiError(
    "resource-missing",
    EXIT.failure,
    `the ${absent.kind} ${absent.name} is missing, and a rollback cannot create it; nothing was changed`,
    { next: [stepToComplete(absent, apiKey)] },
  );
}

function stepToComplete({ id, kind }: Resource, apiKey: Stack["apiKey"]): Next {
  // Once all keys have been revoked, only a rotation creates a new one.
  if (id === apiKey?.id) return { command: "todo-api key rotate", comment: "create an API key; then roll back" };
  return isKeyResource(kind)
    ? { command: "todo-api deploy --auth api-key", comment: "create an API key; then roll back" }
    : { command: "todo-api deploy", comment: "repair the stack; then roll back" };
}

async function runRollback(context: CommandContext, prepared: PreparedRollback): Promise<number> {
  const { io, settings, signal } = context;
  const startedAt = io.now();
  const reporter = await startReporter(io, settings.json, `Rolling ${stackLabel(settings.stack)} back`);
  reporter.expect(prepared.resources.map(({ id }) => id));
  const { results, path } = await run(context, prepared, reporter.listen).finally(reporter.end);
  // The earlier release may have a different model, so the next command must read the model from AWS.
  if (context.settings.isRemembered && results.some(({ outcome }) => outcome === "updated"))
    rememberTarget(context, { leftovers: true });
  if (signal.aborted) return reportInterruption(context, results);
  const failures = results.filter(({ outcome }) => outcome === "failed");
  if (failures.length > 0) {
    if (!settings.json) io.stderr.write(failureText(results, settings));
    throw partialFailure("rollback", context, results, prepared.cloud);
  }
  report(context, prepared, { results, path, milliseconds: io.now() - startedAt });
  return EXIT.ok;
}

/** Rolls back. Rereads every resource before any change, because it may have changed while the prompt was open. */
async function run(
  context: CommandContext,
  { cloud, stack, apiId, kept, ...planned }: PreparedRollback,
  listen: Listener,
): Promise<Pick<RollbackRun, "results" | "path">> {
  let changingSince = cloud.now();
  const { results, observed } = await runStack(planned, cloud, listen, (observed) => {
    changingSince = cloud.now();
    rejectIncomplete(context, stack, observed);
  });
  const path = [readingStep(observed), ...criticalPath(results, deployPredecessorsIn(planned.resources))];
  const isComplete = results.every(({ outcome }) => outcome !== "failed" && outcome !== "skipped");
  if (!isComplete || !hasKnownUrls(context.settings.target)) return { results, path };
  const apiUrl = await cloud.addresses.apiUrl(apiId, stack.name.stage);
  const check = readinessCheckAfter(cloud.now() - changingSince);
  const ready = await waitUntilReady(
    cloud,
    listen,
    apiEndpoint(
      stack,
      apiCaller(context, cloud, kept.deployment.access, apiUrl),
      { id: apiId, url: apiUrl },
      STATUSES_OF_EARLIER_RELEASES,
    ),
    check,
  );
  return { results: [...results, ready], path: [...path, ...criticalPath([ready], () => [])] };
}

/** An earlier release can return these statuses, because it may have a different model or lack a route. */
const STATUSES_OF_EARLIER_RELEASES = [400, 405];
