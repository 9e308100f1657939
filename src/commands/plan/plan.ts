import type { Cloud } from "../../aws/cloud.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { targetDocument } from "../../config/describe-target.ts";
import type { StackSettings } from "../../config/stack-settings.ts";
import { hintsWithTarget, textWithTarget } from "../../config/suggested-command.ts";
import type { Listener } from "../../engine/events.ts";
import { isForeign } from "../../engine/foreign-resource.ts";
import { type Observed, observe } from "../../engine/observe.ts";
import { notesIn } from "../../engine/result.ts";
import { EXIT, type ExitCode, TodoApiError } from "../../errors.ts";
import { readVersion } from "../../package/version.ts";
import { accessText } from "../../report/access-text.ts";
import { changesDocument } from "../../report/changes-document.ts";
import { usesColor } from "../../report/color.ts";
import { failureText } from "../../report/failures.ts";
import { nextText } from "../../report/report-error.ts";
import { startReporter } from "../../report/start-reporter.ts";
import { rollbackIn } from "../../resources/release.ts";
import type { Stack } from "../../stack/stack.ts";
import { toPrintableLines } from "../../text/printable.ts";
import type { CommandContext } from "../command-context.ts";
import { checkWebsiteCanBePublic } from "../deploy/check-website-can-be-public.ts";
import { refuseLostAccess } from "../deploy/lost-access.ts";
import { rebuildEdited } from "../deploy/rebuild-edited.ts";
import { refuseOlder } from "../deploy/refuse-older.ts";
import { openStack, openStackToRemove } from "../open-stack.ts";
import { partialFailure } from "../partial-failure.ts";
import { rolledBackText } from "../rollback/release-text.ts";
import { destroyEffects, findEffects } from "./effects.ts";
import { type Plan, planDeploy, planDestroy } from "./make-plan.ts";
import { deployPlanText, destroyPlanText, unfinishedText } from "./plan-text.ts";

/** The options of `plan`. */
export interface PlanOptions {
  /** Show the plan for a destroy instead of a deploy. */
  readonly destroy?: boolean;
  /** Exit with 3 if anything would change. */
  readonly exitCode?: boolean;
  /** Include bookkeeping tags, and all changes to each resource. */
  readonly verbose?: boolean;
}

/** Prints the plan for a deploy or a destroy. */
export async function plan(context: CommandContext, options: PlanOptions): Promise<number> {
  const { io, settings } = context;
  if (!options.destroy) await rebuildEdited(io);
  const reporter = await startReporter(io, settings.json, `Comparing ${stackLabel(settings.stack)}`);
  const { cloud, stack, observed } = await observeStack(context, options, reporter.listen).finally(reporter.end);
  if (context.signal.aborted) return EXIT.interrupted;
  throwIfUnreadable(context, observed, options);
  const planned = options.destroy ? planDestroy(observed) : planDeploy(stack, observed);
  const refused = options.destroy ? undefined : await whyRefused(context, cloud, stack, observed);
  const rolledBack = options.destroy ? undefined : rollbackIn(observed.states.stateOf(stack.restApi)?.tags ?? {});
  const found = options.destroy ? destroyEffects(cloud, stack, observed) : await findEffects(cloud, stack, observed);
  const effects = [...found, ...notesIn(observed.resources.map(({ result }) => result))];
  report(context, planned, options, { settings: stack.settings, refused, rolledBack, effects });
  return exitCodeOf(planned, options);
}

async function observeStack(context: CommandContext, { destroy }: PlanOptions, listen: Listener) {
  const { cloud, stack } = await (destroy ? openStackToRemove : openStack)(context);
  return { cloud, stack, observed: await observe(stack.resources, cloud, listen) };
}

/** Throws for resources that cannot be read; a destroy skips resources that belong to another owner. */
function throwIfUnreadable(context: CommandContext, { resources }: Observed, { destroy }: PlanOptions): void {
  const { io, settings } = context;
  const results = resources.map(({ result }) => result);
  const failed = results.filter(({ outcome, error }) => outcome === "failed" && !(destroy && isForeign(error)));
  if (failed.length === 0) return;
  if (!settings.json) io.stderr.write(failureText(failed, settings));
  throw partialFailure("plan", context, failed);
}

async function whyRefused(
  context: CommandContext,
  cloud: Cloud,
  stack: Stack,
  observed: Observed,
): Promise<string | undefined> {
  try {
    refuseOlder(context, stack, observed, readVersion());
    await refuseLostAccess(context, cloud, stack, observed);
    await checkWebsiteCanBePublic(context, cloud, stack, observed);
    return undefined;
  } catch (error) {
    if (error instanceof TodoApiError) return textWithTarget(error.message, context.settings);
    throw error;
  }
}

/** The facts that a plan reports in addition to its steps. */
interface Remarks {
  /** The settings after the deploy. */
  readonly settings: StackSettings;
  /** The reason that the deploy would fail. */
  readonly refused: string | undefined;
  readonly rolledBack: ReturnType<typeof rollbackIn>;
  readonly effects: readonly string[];
}

function report(
  { io, settings }: CommandContext,
  planned: Plan,
  options: PlanOptions,
  { settings: stackSettings, refused, rolledBack, effects }: Remarks,
): void {
  const label = stackLabel(settings.stack);
  if (settings.json) {
    const document = {
      type: options.destroy ? "destroy-plan" : "plan",
      stack: settings.stack,
      target: targetDocument(settings.target),
      ...(!options.destroy && { settings: stackSettings }),
      ...(refused !== undefined && { refused }),
      ...(rolledBack && { rolledBack }),
      ...planned,
      steps: planned.steps.map(changesDocument),
      ...(effects.length > 0 && { effects }),
    };
    io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    return;
  }
  const view = { color: usesColor(io.stdout, io.env), verbose: options.verbose ?? false };
  const sentences = [...effects, `API access: ${accessText(stackSettings)}`];
  io.stdout.write(
    options.destroy ? destroyPlanText(planned, effects, label, view) : deployPlanText(planned, sentences, view),
  );
  if (planned.unfinished) {
    const next = { command: `todo-api ${planned.unfinished}`, comment: "continue it" };
    io.stderr.write(`\n${unfinishedText(planned.unfinished)}\n${nextText(hintsWithTarget([next], settings))}`);
  }
  if (rolledBack) io.stderr.write(`\n${rolledBackText(label, rolledBack)}\n`);
  if (refused !== undefined) io.stderr.write(`\nA deploy would fail: ${toPrintableLines(refused)}\n`);
}

function exitCodeOf({ steps }: Plan, { exitCode = false }: PlanOptions): ExitCode {
  return exitCode && steps.length > 0 ? EXIT.changes : EXIT.ok;
}
