import { stackLabel } from "../../aws/stack-name.ts";
import { targetDocument } from "../../config/describe-target.ts";
import { hintsWithTarget } from "../../config/suggested-command.ts";
import type { Listener } from "../../engine/events.ts";
import { notesIn, type ResourceResult } from "../../engine/result.ts";
import { EXIT, type Next, TodoApiError } from "../../errors.ts";
import { failureText } from "../../report/failures.ts";
import { countOutcomes, countsText } from "../../report/outcome-counts.ts";
import { nextText } from "../../report/report-error.ts";
import { resultLine } from "../../report/result-line.ts";
import { startReporter } from "../../report/start-reporter.ts";
import { durationText } from "../../report/time-text.ts";
import type { Scope } from "../../resources/inventory.ts";
import { findLogGroups, type Leftover } from "../../resources/leftovers.ts";
import { toPrintable } from "../../text/printable.ts";
import { type CommandContext, rerunCommand } from "../command-context.ts";
import { verifyDestroyed } from "../destroy/verify-destroyed.ts";
import { partialFailure, reportInterruption } from "../partial-failure.ts";
import { confirmRemoval, type RemovalConfirmation } from "./confirm-removal.ts";
import type { OrphanGroup } from "./find-orphans.ts";
import { findingsText } from "./orphans-text.ts";
import { removeOrphans, resourcesOf } from "./remove-orphans.ts";
import { type Search, searchDocument, searchOrphans } from "./search-orphans.ts";

/** The options of `orphans`; app and stage narrow the search. */
export interface OrphansOptions extends RemovalConfirmation, Scope {
  readonly remove?: boolean;
  /** Exit with 3 if there are orphans. */
  readonly exitCode?: boolean;
}

/** Lists orphans; with `remove`, removes them and verifies that nothing remains. */
export async function orphans(context: CommandContext, options: OrphansOptions): Promise<number> {
  const { io, settings } = context;
  const search = await searchOrphans(context, options);
  if (options.remove) return remove(context, options, search);
  const { findings, data } = search;
  if (settings.json) io.stdout.write(`${JSON.stringify(searchDocument(context, search), undefined, 2)}\n`);
  else {
    io.stdout.write(findingsText(findings, data, settings));
    if (findings.orphans.length > 0) io.stderr.write(nextText(hintsWithTarget(nextSteps(context, search), settings)));
  }
  return options.exitCode && findings.orphans.length > 0 ? EXIT.changes : EXIT.ok;
}

const MAX_SUGGESTED_STACKS = 3;

function nextSteps({ invocation }: CommandContext, { findings }: Search): readonly Next[] {
  // A deploy does not change the orphans of a deployed stack.
  const stacks = findings.orphans.flatMap(({ stack, isDeployed }) => (stack && !isDeployed ? [stack] : []));
  return [
    { command: rerunCommand(invocation, "--remove", "--exit-code"), comment: "remove the orphans" },
    ...stacks.slice(0, MAX_SUGGESTED_STACKS).map((stack) => {
      const command = `todo-api deploy --app ${stack.app} --stage ${stack.stage}`;
      return { command, comment: `repair ${stackLabel(stack)}` };
    }),
  ];
}

async function remove(context: CommandContext, options: OrphansOptions, search: Search): Promise<number> {
  const { io, settings, signal } = context;
  const { findings, data } = search;
  if (!settings.json) io.stderr.write(`\n${findingsText(findings, data, settings)}\n`);
  await confirmRemoval(context, options, findings.orphans, data);
  const startedAt = io.now();
  const reporter = await startReporter(io, settings.json, "Removing orphans");
  const { results, left } = await removeAndVerify(search, reporter.listen).finally(reporter.end);
  if (signal.aborted) return reportInterruption(context, results);
  const failures = results.filter(({ outcome }) => outcome === "failed");
  if (failures.length > 0) {
    if (!settings.json) io.stderr.write(failureText(results, settings));
    throw partialFailure("orphans", context, results, search.cloud);
  }
  if (left.length > 0) throw remainingError(context, left);
  report(context, search, results, io.now() - startedAt);
  return EXIT.ok;
}

async function removeAndVerify(
  { cloud, stack, findings: { orphans: groups }, find }: Search,
  listen: Listener,
): Promise<{ readonly results: readonly ResourceResult[]; readonly left: readonly Leftover[] }> {
  if (groups.length === 0) return { results: [], left: [] };
  const startedAt = cloud.now();
  const removable = groups.map((group) => ({ group, resources: resourcesOf(cloud, stack, group) }));
  const results = await removeOrphans(cloud, removable, listen);
  if (results.some(({ outcome }) => outcome === "failed" || outcome === "skipped")) return { results, left: [] };
  const findAgain = async () =>
    (await find()).orphans.filter(({ label }) => groups.some((group) => group.label === label));
  const { result, left } = await verifyDestroyed(cloud, listen, {
    name: "orphans",
    hasRemoved: results.some(({ outcome }) => outcome === "removed"),
    milliseconds: cloud.now() - startedAt,
    findLeft: async () => (await findAgain()).flatMap(leftoversOf),
    findGroups: async () => {
      const found = removable.flatMap(({ group, resources }) =>
        group.stack ? [findLogGroups(resources, group.stack, cloud)] : [],
      );
      return (await Promise.all(found)).flat();
    },
  });
  return { results: [...results, result], left };
}

function leftoversOf({ resources }: OrphanGroup): readonly Leftover[] {
  return resources.map(({ kind, name }) => ({ kind, name }));
}

function report(
  { io, settings }: CommandContext,
  { findings }: Search,
  results: readonly ResourceResult[],
  milliseconds: number,
): void {
  const counts = countOutcomes(results.filter(({ id }) => id !== "verification"));
  if (settings.json) {
    const about = {
      type: "orphans-removed",
      target: targetDocument(settings.target),
      stacks: findings.orphans.flatMap(({ stack }) => stack ?? []),
      labels: findings.orphans.map(({ label }) => label),
      counts,
      left: [],
      notes: notesIn(results),
      milliseconds,
    };
    io.stdout.write(`${JSON.stringify(about)}\n`);
    return;
  }
  if (findings.orphans.length > 0)
    io.stderr.write(
      resultLine(
        `Removed the orphans in ${durationText(milliseconds)}: ${countsText(counts, ["removed", "absent", "kept"])}.`,
        io,
      ),
    );
  for (const note of notesIn(results)) io.stderr.write(`${toPrintable(note)}\n`);
  io.stdout.write("0 orphans left\n");
}

function remainingError({ invocation }: CommandContext, left: readonly Leftover[]): TodoApiError {
  const list = left.map(({ kind, name }) => `\n  ${kind}  ${toPrintable(name)}`).join("");
  return new TodoApiError(
    "orphans-left",
    EXIT.partial,
    `${left.length === 1 ? "1 orphan remains" : `${left.length} orphans remain`}:${list}`,
    {
      details: { left },
      next: [{ command: rerunCommand(invocation, ""), comment: "try again" }],
    },
  );
}
