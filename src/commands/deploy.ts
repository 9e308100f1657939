import type { Cloud } from "../aws/cloud.ts";
import { stackLabel } from "../aws/stack-name.ts";
import type { CommandContext } from "../command-context.ts";
import { targetDocument } from "../config/describe-target.ts";
import { deploy as converge, type Deployed } from "../engine/deploy.ts";
import { EXIT } from "../errors.ts";
import { failureText } from "../report/failures.ts";
import { countOutcomes, sayCounts } from "../report/outcome-counts.ts";
import { nextText } from "../report/report-error.ts";
import { startReporter } from "../report/reporter.ts";
import { seconds } from "../report/seconds.ts";
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
  const { deployed, stack, cloud } = await run(context, reporter.listen).finally(reporter.end);
  const failures = deployed.results.filter(({ outcome }) => outcome === "failed");
  if (deployed.results.some(({ outcome }) => outcome === "created" || outcome === "updated")) rememberTarget(context);
  if (context.signal.aborted) return sayStopped(context, deployed.results);
  if (failures.length > 0) {
    if (!settings.json) io.stderr.write(failureText(failures));
    throw stoppedShort("deploy", settings.stack, deployed.results);
  }
  const urls = await findUrls(stack, deployed, cloud);
  rememberTarget(context, urls);
  report(context, deployed, urls, io.now() - startedAt);
  return EXIT.ok;
}

async function run(context: CommandContext, listen: Parameters<typeof converge>[2]) {
  const { cloud, stack } = await openStack(context);
  return { cloud, stack, deployed: await converge(stack.resources, cloud, listen) };
}

async function findUrls(stack: Stack, { states }: Deployed, { addresses }: Cloud): Promise<Urls> {
  const api = states.of(stack.restApi);
  if (!api) throw new Error("The REST API was deployed and its state is not known.");
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
