import type { Cloud } from "../aws/cloud.ts";
import { stackLabel } from "../aws/stack-name.ts";
import type { CommandContext } from "../command-context.ts";
import { targetDocument } from "../config/describe-target.ts";
import type { Target } from "../config.ts";
import { deploy as converge, type Deployed } from "../engine/deploy.ts";
import type { Listener } from "../engine/events.ts";
import { EXIT } from "../errors.ts";
import { failureText } from "../report/failures.ts";
import { countOutcomes, sayCounts } from "../report/outcome-counts.ts";
import { nextText } from "../report/report-error.ts";
import { startReporter } from "../report/reporter.ts";
import { seconds } from "../report/seconds.ts";
import { untilAnswering } from "../resources/rest-api/until-answering.ts";
import type { Stack } from "../stack.ts";
import { openStack } from "./open-stack.ts";
import { rememberTarget } from "./remember-target.ts";
import { sayStopped, stoppedShort } from "./stopped-short.ts";

interface Urls {
  readonly apiUrl: string;
  readonly websiteUrl: string;
}

/** Makes the stack what it should be. The API's URL is all that goes to stdout, so that `deploy > url.txt` keeps it. */
export async function deploy(context: CommandContext): Promise<number> {
  const { io, settings } = context;
  const startedAt = io.now();
  const reporter = await startReporter(io, settings.json, `Deploying ${stackLabel(settings.stack)}`);
  const { deployed, urls } = await run(context, reporter.listen).finally(reporter.end);
  const failures = deployed.results.filter(({ outcome }) => outcome === "failed");
  if (deployed.results.some(({ outcome }) => outcome === "created" || outcome === "updated")) rememberTarget(context);
  if (context.signal.aborted) return sayStopped(context, deployed.results);
  if (failures.length > 0) {
    if (!settings.json) io.stderr.write(failureText(failures));
    throw stoppedShort("deploy", settings.stack, deployed.results);
  }
  if (!urls) throw new Error("The stack was deployed and its URLs are not known.");
  rememberTarget(context, urls);
  report(context, deployed, urls, io.now() - startedAt);
  return EXIT.ok;
}

async function run(context: CommandContext, listen: Listener) {
  const { cloud, stack } = await openStack(context);
  const deployed = await converge(stack.resources, cloud, listen);
  const urls = await findUrls(stack, deployed, cloud);
  const stage = deployed.results.find(({ id }) => id === "stage");
  if (urls && stage?.outcome === "created" && answersAtItsUrl(context.settings.target)) {
    const { id, kind, name } = stage;
    const waiting = (reason: string) => listen({ type: "resource.waiting", id, kind, name, reason });
    await untilAnswering({ cloud, stateOf: deployed.states.of, waiting }, urls.apiUrl);
  }
  return { deployed, urls };
}

/** Where other AWS-compatible endpoints serve their APIs is a convention, and not every one keeps it. */
function answersAtItsUrl({ kind, endpointUrl }: Target): boolean {
  return kind === "local" || endpointUrl === undefined;
}

/** Where the stack answers; undefined while a part of it is missing. */
async function findUrls(stack: Stack, { states, results }: Deployed, { addresses }: Cloud): Promise<Urls | undefined> {
  const api = states.of(stack.restApi);
  if (!api || results.some(({ outcome }) => outcome === "failed" || outcome === "skipped")) return undefined;
  const [apiUrl, websiteUrl] = await Promise.all([
    addresses.apiUrl(api.id, stack.name.stage),
    addresses.websiteUrl(stack.bucket.name),
  ]);
  return { apiUrl, websiteUrl };
}

function report({ io, settings }: CommandContext, { results }: Deployed, urls: Urls, milliseconds: number): void {
  const counts = countOutcomes(results);
  if (settings.json) {
    io.stdout.write(
      `${JSON.stringify({ type: "deployed", stack: settings.stack, target: targetDocument(settings.target), ...urls, counts, milliseconds })}\n`,
    );
    return;
  }
  const said = sayCounts(counts, ["created", "updated", "unchanged"]);
  io.stderr.write(`\nDeployed ${stackLabel(settings.stack)} in ${seconds(milliseconds)}: ${said}.\n`);
  // Where both are the same terminal, the answer completes the line; in a log that has both, it stands alone.
  if (io.stderr.isTTY) io.stderr.write(io.stdout.isTTY ? "API      " : `API      ${urls.apiUrl}\n`);
  io.stdout.write(`${urls.apiUrl}\n`);
  io.stderr.write(`Website  ${urls.websiteUrl}\n`);
  io.stderr.write(nextText(NEXT));
}

const NEXT = [
  { command: 'todo-api items add "Buy milk"', when: "you want to use it from here" },
  { command: "todo-api logs --follow", when: "you want to see it at work" },
  { command: "todo-api destroy", when: "you want it gone" },
];
