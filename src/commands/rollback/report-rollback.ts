import { stackLabel } from "../../aws/stack-name.ts";
import { targetDocument } from "../../config/describe-target.ts";
import type { Settings } from "../../config/read-settings.ts";
import { hintsWithTarget } from "../../config/suggested-command.ts";
import type { PathStep } from "../../engine/critical-path.ts";
import { type ResourceResult, warningsIn } from "../../engine/result.ts";
import { EXIT, type ExitCode } from "../../errors.ts";
import { accessText } from "../../report/access-text.ts";
import { changesDocument } from "../../report/changes-document.ts";
import { usesColor } from "../../report/color.ts";
import { countOutcomes, countsText } from "../../report/outcome-counts.ts";
import { nextText } from "../../report/report-error.ts";
import { resultLine } from "../../report/result-line.ts";
import { durationText, timeText } from "../../report/time-text.ts";
import type { KeptRelease } from "../../stack/rollback-stack.ts";
import { warn } from "../../text/warn.ts";
import type { CommandContext } from "../command-context.ts";
import { isReadinessResult } from "../deploy/readiness.ts";
import type { PlannedStep } from "../plan/make-plan.ts";
import { stepsText } from "../plan/plan-text.ts";
import { releaseText } from "./release-text.ts";
import type { Survey } from "./survey-releases.ts";

/** A release to roll back to, and the changes that the rollback requires. */
export interface Rollback {
  readonly survey: Survey;
  readonly kept: KeptRelease;
  readonly steps: readonly PlannedStep[];
}

/** Prints the planned changes. */
export function printPlan({ io, settings }: CommandContext, { survey, kept, steps }: Rollback): void {
  const from = survey.current?.release;
  if (settings.json) {
    const document = {
      type: "rollback-plan",
      ...aboutTarget(settings),
      from,
      to: kept.release,
      access: kept.deployment.access,
      steps: steps.map(changesDocument),
    };
    io.stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  const label = stackLabel(settings.stack);
  const isOtherRelease = from && from.id !== kept.release.id;
  const runs = isOtherRelease ? `${label} is running ${releaseText(from)}.\n` : "";
  const changes =
    stepsText(steps, { color: usesColor(io.stderr, io.env), verbose: false }) ||
    "  Only tags that record the release.\n";
  io.stderr.write(
    `${runs}${isOtherRelease ? "It" : label} will be rolled back to ${releaseText(kept.release)}:\n\n${changes}\n`,
  );
  io.stderr.write(`API access: ${accessText(kept.deployment.access)}\n`);
  io.stderr.write(
    "Items, logs and the website bucket do not change. The next deploy replaces the restored release.\n\n",
  );
}

/** Prints that the stack is already running the release. */
export function printUnchanged({ io, settings }: CommandContext, { kept: { release } }: Rollback): ExitCode {
  const { stack } = settings;
  if (settings.json)
    io.stdout.write(
      `${JSON.stringify({ type: "rolled-back", ...aboutTarget(settings), to: release, changed: false })}\n`,
    );
  else {
    io.stderr.write(`${stackLabel(stack)} is already running ${releaseText(release)}; nothing was changed.\n`);
    io.stdout.write(`${release.id}\n`);
    io.stderr.write(nextText(hintsWithTarget(NEXT, settings)));
  }
  return EXIT.ok;
}

/** The result of a rollback and its critical path. */
export interface RollbackRun {
  readonly results: readonly ResourceResult[];
  readonly path: readonly PathStep[];
  readonly milliseconds: number;
}

/** Prints the result; without --json, only the ID of the release goes to stdout. */
export function report(
  { io, settings }: CommandContext,
  { survey, kept: { release } }: Rollback,
  { results, path, milliseconds }: RollbackRun,
): void {
  const counts = countOutcomes(results.filter((result) => !isReadinessResult(result)));
  const warnings = warningsIn(results);
  if (settings.json) {
    const about = { type: "rolled-back", ...aboutTarget(settings) };
    const from = survey.current?.release;
    io.stdout.write(
      `${JSON.stringify({ ...about, from, to: release, changed: true, counts, milliseconds, criticalPath: path, ...(warnings.length > 0 && { warnings }) })}\n`,
    );
    return;
  }
  const summary = countsText(counts, ["updated", "unchanged"]);
  const result = `Rolled ${stackLabel(settings.stack)} back to ${releaseText(release)} in ${durationText(milliseconds)}: ${summary}.`;
  io.stderr.write(resultLine(result, io));
  io.stdout.write(`${release.id}\n`);
  for (const warning of warnings) warn(io.stderr, warning);
  io.stderr.write(timeText(path));
  io.stderr.write(nextText(hintsWithTarget(NEXT, settings)));
}

const NEXT = [
  { command: "todo-api deploy", comment: "return to the code and API of the installed todo-api version" },
  { command: "todo-api rollback --list", comment: "list the releases" },
];

function aboutTarget({ stack, target }: Settings): object {
  return { stack, target: targetDocument(target) };
}

/** The releases as a JSON document. */
export function surveyDocument({ settings }: CommandContext, { current, rolledBackFrom, others }: Survey): object {
  const about = ({ release, kept, missing }: Survey["others"][number]) => ({
    ...release,
    kept: kept !== undefined,
    missing,
  });
  return {
    type: "releases",
    ...aboutTarget(settings),
    current: current && about(current),
    rolledBackFrom,
    others: others.map(about),
  };
}
