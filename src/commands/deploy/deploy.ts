import { exampleAddCommand } from "../../api/model/example-add-command.ts";
import type { Cloud } from "../../aws/cloud.ts";
import type { Effects } from "../../aws/record-effects.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { targetDocument } from "../../config/describe-target.ts";
import { type StackSettings, textsOf } from "../../config/stack-settings.ts";
import { hintsWithTarget } from "../../config/suggested-command.ts";
import { criticalPath, deployPredecessorsIn, type PathStep, readingStep } from "../../engine/critical-path.ts";
import type { Deployed } from "../../engine/deploy.ts";
import type { ObservedResource } from "../../engine/observe.ts";
import { type ResourceResult, warningsIn } from "../../engine/result.ts";
import { EXIT } from "../../errors.ts";
import { readVersion } from "../../package/version.ts";
import { accessText, KEYLESS, NEXT_KEY } from "../../report/access-text.ts";
import { endpointText } from "../../report/endpoint-text.ts";
import { failureText } from "../../report/failures.ts";
import { countOutcomes, countsText } from "../../report/outcome-counts.ts";
import { nextText } from "../../report/report-error.ts";
import type { Reporter } from "../../report/reporter.ts";
import { resultLine } from "../../report/result-line.ts";
import { startReporter } from "../../report/start-reporter.ts";
import { durationText, timeText } from "../../report/time-text.ts";
import { isKeyless, isKeyResource } from "../../stack/key-resources.ts";
import { countedResults, isCounted } from "../../stack/parts.ts";
import { runStack } from "../../stack/run-stack.ts";
import type { Stack } from "../../stack/stack.ts";
import { warn } from "../../text/warn.ts";
import { type ApiCaller, apiCaller, pageCaller } from "../call-api.ts";
import type { CommandContext } from "../command-context.ts";
import { dropKeys } from "../key/keep-key.ts";
import { openStack } from "../open-stack.ts";
import { findPageAddress } from "../page-address.ts";
import { partialFailure, reportInterruption } from "../partial-failure.ts";
import { findRememberedTarget, rememberTarget, restoreTarget, tryToRecordTarget } from "../remember-target.ts";
import { apiEndpoint, hasKnownUrls } from "./api-endpoint.ts";
import { checkAddresses } from "./check-addresses.ts";
import { checkWebsiteCanBePublic } from "./check-website-can-be-public.ts";
import { dailyCost } from "./daily-cost.ts";
import { refuseLostAccess } from "./lost-access.ts";
import { type Endpoint, PAGE_CHECK, type ReadinessCheck, readinessCheckAfter, waitUntilReady } from "./readiness.ts";
import { rebuildEdited } from "./rebuild-edited.ts";
import { refuseOlder } from "./refuse-older.ts";

interface Urls {
  readonly apiUrl: string;
  /** Undefined for a stack without a website. */
  readonly websiteUrl?: string;
  /** The address of the S3 website, if it differs from `websiteUrl`. */
  readonly websiteEndpoint?: string;
}

interface DeployOptions {
  /** Deploy even if a newer version of todo-api deployed part of the stack. */
  readonly force?: boolean;
}

/** The result of a deploy and of the readiness checks after it. */
interface Run {
  readonly stack: Stack;
  readonly effects: Effects;
  readonly deployed: Deployed;
  /** Whether the target was recorded before the first change. */
  readonly isRecorded: boolean;
  /** The results of the readiness checks; empty if no endpoint can be checked. */
  readonly readiness: readonly ResourceResult[];
  readonly urls: Urls | undefined;
  /** The notes from all results, and warnings about revoked keys and addresses that do not respond as expected. */
  readonly warnings: readonly string[];
}

/**
 * Creates, updates or repairs the stack. Without --json, prints only the URL of the API to stdout, so that
 * `deploy > url.txt` saves it.
 */
export async function deploy(context: CommandContext, options: DeployOptions = {}): Promise<number> {
  const { io, settings } = context;
  const startedAt = io.now();
  await rebuildEdited(io);
  const before = findRememberedTarget(context);
  const reporter = await startReporter(io, settings.json, `Deploying ${stackLabel(settings.stack)}`);
  const ran = await run(context, options, reporter).finally(reporter.end);
  const results = [...ran.deployed.results, ...ran.readiness];
  const failures = results.filter(({ outcome }) => outcome === "failed");
  const remembered = { model: ran.stack.model, settings: textsOf(ran.stack.settings) };
  if (context.signal.aborted || failures.length > 0) {
    if (results.some(isChanged)) rememberTarget(context, { ...remembered, leftovers: true }, before);
    else if (ran.isRecorded) restoreTarget(context, before);
  }
  const counted = countedResults(ran.stack.resources, results);
  if (context.signal.aborted) return reportInterruption(context, counted);
  if (failures.length > 0) {
    if (!settings.json) io.stderr.write(failureText(failures, settings));
    throw partialFailure("deploy", context, results, { counted, effects: ran.effects });
  }
  if (!ran.urls) throw new Error("the URLs of the deployed stack are unknown");
  const { apiUrl } = ran.urls;
  rememberTarget(context, { apiUrl, ...remembered }, before);
  if (!ran.stack.apiKey) dropKeys(context, (key) => key.apiUrl === apiUrl);
  report(context, ran, ran.urls, io.now() - startedAt);
  return EXIT.ok;
}

async function run(context: CommandContext, { force = false }: DeployOptions, reporter: Reporter): Promise<Run> {
  const { cloud, stack } = await openStack(context);
  const { listen } = reporter;
  let changingSince = cloud.now();
  let isRecorded = false;
  const deployed = await runStack(stack, cloud, listen, async (observed) => {
    if (!force) refuseOlder(context, stack, observed, readVersion());
    await refuseLostAccess(context, cloud, stack, observed);
    await checkWebsiteCanBePublic(context, cloud, stack, observed);
    reporter.expect(observed.resources.filter(isCounted).map(({ resource }) => resource.id));
    if (observed.resources.some(needsChange))
      isRecorded = tryToRecordTarget(context, {
        model: stack.model,
        settings: textsOf(stack.settings),
        leftovers: true,
      });
    changingSince = cloud.now();
  });
  const urls = await findUrls(stack, deployed, cloud);
  const isCheckable = urls !== undefined && hasKnownUrls(context.settings.target);
  const hasChanges = deployed.results.some(({ outcome }) => outcome !== "unchanged");
  const check = hasChanges ? readinessCheckAfter(cloud.now() - changingSince) : ONE_RESPONSE;
  const caller = apiCaller(context, cloud, stack.settings, urls?.apiUrl);
  const endpoints = isCheckable ? endpointsOf(stack, deployed, urls, caller, cloud) : [];
  const readiness = await Promise.all(endpoints.map((endpoint) => waitUntilReady(cloud, listen, endpoint, check)));
  const notes = warningsIn([...deployed.results, ...readiness]);
  const unconfirmed =
    urls && !isCheckable
      ? await checkAddresses(urls.apiUrl, urls.websiteUrl, cloud, {
          api: caller,
          page: pageCaller(cloud, stack.settings),
        })
      : [];
  const warnings = [...notes, ...unconfirmed, ...(isKeyless(stack, deployed.states) ? [KEYLESS] : [])];
  return { stack, effects: cloud.effects, deployed, isRecorded, readiness, urls, warnings };
}

function isChanged({ outcome }: ResourceResult): boolean {
  return outcome === "created" || outcome === "updated" || outcome === "removed";
}

function needsChange({ presence, changes }: ObservedResource): boolean {
  return presence === "absent" || changes.length > 0;
}

const ONE_RESPONSE: ReadinessCheck = { responses: 1, milliseconds: 0 };

function endpointsOf(
  stack: Stack,
  { states, results }: Deployed,
  { apiUrl, websiteUrl, websiteEndpoint }: Urls,
  caller: ApiCaller,
  cloud: Cloud,
): readonly Endpoint[] {
  const hasNewKey = results.some(({ kind, outcome }) => isKeyResource(kind) && outcome === "created");
  const api = {
    ...apiEndpoint(stack, caller, { id: states.stateOf(stack.restApi)?.id, url: apiUrl }),
    ...(hasNewKey && NEW_KEY),
  };
  const apis = isKeyless(stack, states) ? [] : [api];
  if (websiteUrl === undefined) return apis;
  const { bucket } = stack;
  const page = {
    subject: { id: PAGE_CHECK, kind: "website", name: bucket?.name ?? api.subject.name },
    caller: pageCaller(cloud, stack.settings),
    requests: [websiteUrl, websiteEndpoint].flatMap((url) => (url === undefined ? [] : [{ url, statuses: [200] }])),
    exists: async () => (bucket ? (await bucket.read()) !== undefined : api.exists()),
  };
  return [...apis, page];
}

/** LocalStack's tests wait up to two minutes for a new key on AWS (https://github.com/localstack/localstack). */
const NEW_KEY = { delayReason: "API Gateway can take minutes to accept a new API key", seconds: 300 };

async function findUrls(stack: Stack, { states, results }: Deployed, { addresses }: Cloud): Promise<Urls | undefined> {
  const api = states.stateOf(stack.restApi);
  if (!api || results.some(({ outcome }) => outcome === "failed" || outcome === "skipped")) return undefined;
  const apiUrl = await addresses.apiUrl(api.id, stack.name.stage);
  const { url: websiteUrl, endpoint: websiteEndpoint } = (await findPageAddress(stack, apiUrl, addresses)) ?? {};
  return {
    apiUrl,
    ...(websiteUrl !== undefined && { websiteUrl }),
    ...(websiteEndpoint !== undefined && { websiteEndpoint }),
  };
}

function report({ io, settings }: CommandContext, ran: Run, urls: Urls, milliseconds: number): void {
  const counts = countOutcomes(countedResults(ran.stack.resources, ran.deployed.results));
  const path = longestPath(ran);
  if (settings.json) {
    const about = { settings: ran.stack.settings, dollarsPerDay: dailyCost(ran.stack.settings.throttle) };
    io.stdout.write(
      `${JSON.stringify({ type: "deployed", stack: settings.stack, target: targetDocument(settings.target), ...urls, ...about, counts, milliseconds, criticalPath: path, ...(ran.warnings.length > 0 && { warnings: ran.warnings }) })}\n`,
    );
    return;
  }
  const summary = countsText(counts, ["created", "updated", "removed", "unchanged"]);
  io.stderr.write(
    resultLine(`Deployed ${stackLabel(settings.stack)} in ${durationText(milliseconds)}: ${summary}.`, io),
  );
  // If both streams are terminals, stdout completes the line. If only stdout is redirected, stderr shows the URL too.
  if (io.stderr.isTTY) io.stderr.write(io.stdout.isTTY ? "API      " : `API      ${urls.apiUrl}\n`);
  io.stdout.write(`${urls.apiUrl}\n`);
  io.stderr.write(`Website  ${urls.websiteUrl ?? "none"}\n`);
  if (urls.websiteEndpoint !== undefined) io.stderr.write(`         ${endpointText(urls.websiteEndpoint)}\n`);
  io.stderr.write(`Access   ${accessText(ran.stack.settings)}\n`);
  io.stderr.write(costText(ran.stack.settings));
  for (const warning of ran.warnings) warn(io.stderr, warning);
  io.stderr.write(timeText(path));
  const first = isKeyless(ran.stack, ran.deployed.states)
    ? NEXT_KEY
    : { command: exampleAddCommand(ran.stack.model), comment: "add an item" };
  const next = [first, ...NEXT];
  io.stderr.write(nextText(hintsWithTarget(next, settings)));
}

function costText({ throttle }: StackSettings): string {
  const { rate, burst } = throttle;
  const { smallRequests, fullPages } = dailyCost(throttle);
  return [
    `Limit    ${rate} ${rate === 1 ? "request" : "requests"} per second, burst ${burst}, for all callers combined (--throttle)\n`,
    `Cost     up to about $${smallRequests} per day on AWS, or $${fullPages} with 1 MB responses\n`,
  ].join("");
}

/** The initial read, the longest chain of resources, and the longest readiness check. */
function longestPath({ stack, deployed, readiness }: Run): readonly PathStep[] {
  return [
    readingStep(deployed.observed),
    ...criticalPath(deployed.results, deployPredecessorsIn(stack.resources)),
    ...criticalPath(readiness, () => []),
  ];
}

const NEXT = [
  { command: "todo-api logs --follow", comment: "follow the logs" },
  { command: "todo-api destroy", comment: "remove the stack" },
];
