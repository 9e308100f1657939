import type { Cloud } from "../aws/cloud.ts";
import { stackLabel } from "../aws/stack-name.ts";
import type { CommandContext } from "../command-context.ts";
import { targetDocument } from "../config/describe-target.ts";
import { destroy as removeAll } from "../engine/destroy.ts";
import type { Listener } from "../engine/events.ts";
import type { ResourceResult } from "../engine/result.ts";
import { EXIT, TodoApiError } from "../errors.ts";
import { failureText } from "../report/failures.ts";
import { countOutcomes, sayCounts } from "../report/outcome-counts.ts";
import { startReporter } from "../report/reporter.ts";
import { seconds } from "../report/seconds.ts";
import { findLeftovers, type Leftover } from "../resources/leftovers.ts";
import { confirmDestroy, type DestroyOptions } from "./confirm-destroy.ts";
import { openStack } from "./open-stack.ts";
import { rememberTarget } from "./remember-target.ts";
import { sayStopped, stoppedShort } from "./stopped-short.ts";

const LISTS_SECONDS = 20;
const LISTS_PAUSE_SECONDS = 2;

/** What a destroy came to: what became of each resource, and what AWS still lists afterwards. */
interface Destroyed {
  readonly results: readonly ResourceResult[];
  readonly left: readonly Leftover[];
}

/** Removes the stack after a confirmation, and proves it by listing what is left. */
export async function destroy(context: CommandContext, options: DestroyOptions): Promise<number> {
  const { io, settings, signal } = context;
  await confirmDestroy(context, options);
  const startedAt = io.now();
  const reporter = await startReporter(io, settings.json, `Removing ${stackLabel(settings.stack)}`);
  const destroyed = await run(context, reporter.listen).finally(reporter.end);
  if (signal.aborted) return sayStopped(context, destroyed.results);
  if (destroyed.results.some(({ outcome }) => outcome === "failed")) {
    if (!settings.json) io.stderr.write(failureText(destroyed.results.filter(({ outcome }) => outcome === "failed")));
    throw stoppedShort("destroy", settings.stack, destroyed.results);
  }
  if (destroyed.left.length > 0) throw somethingLeft(destroyed.left);
  if (settings.apiUrl !== undefined || settings.websiteUrl !== undefined) rememberTarget(context);
  report(context, destroyed, io.now() - startedAt);
  return EXIT.ok;
}

async function run(context: CommandContext, listen: Listener): Promise<Destroyed> {
  const { cloud, stack } = await openStack(context);
  const results = await removeAll(stack.resources, cloud, listen);
  const isWhole = results.every(({ outcome }) => outcome !== "failed" && outcome !== "skipped");
  // What another stack or person owns has our name at most; it stays, and was said to stay.
  const kept = new Set(results.filter(({ outcome }) => outcome === "kept").map(({ name }) => name));
  const left = isWhole
    ? await leftAtLast(cloud, async () => (await findLeftovers(stack, cloud)).filter(({ name }) => !kept.has(name)))
    : [];
  return { results, left };
}

/** What is still listed at the end: AWS lists for a while what is gone already (S3/Welcome#ConsistencyModel). */
async function leftAtLast(cloud: Cloud, list: () => Promise<readonly Leftover[]>): Promise<readonly Leftover[]> {
  const deadline = cloud.now() + LISTS_SECONDS * 1000;
  for (;;) {
    const left = await list();
    if (left.length === 0 || cloud.now() > deadline) return left;
    await cloud.sleep(LISTS_PAUSE_SECONDS * 1000);
  }
}

function report({ io, settings }: CommandContext, { results }: Destroyed, milliseconds: number): void {
  const counts = countOutcomes(results);
  const label = stackLabel(settings.stack);
  if (settings.json)
    io.stdout.write(
      `${JSON.stringify({ type: "destroyed", stack: settings.stack, target: targetDocument(settings.target), counts, left: [], milliseconds })}\n`,
    );
  else if ((counts.removed ?? 0) === 0) io.stdout.write(`Nothing was deployed as ${label} there.\n`);
  else {
    io.stderr.write(
      `\nRemoved ${label} in ${seconds(milliseconds)}: ${sayCounts(counts, ["removed", "absent", "kept"])}.\n`,
    );
    io.stdout.write("0 resources left\n");
  }
}

function somethingLeft(left: readonly Leftover[]): TodoApiError {
  const count = `${left.length} ${left.length === 1 ? "resource" : "resources"}`;
  const list = left.map(({ kind, name }) => `\n  ${kind}  ${name}`).join("");
  return new TodoApiError("destroy-left", EXIT.partial, `${count} left:${list}`, {
    details: { left },
    next: [{ command: "todo-api destroy", when: "you want to try again" }],
  });
}
