import { platform } from "node:os";
import { LOCAL_REGION } from "../../config/choose-target.ts";
import type { DaemonRecord } from "../../daemon/daemon-record.ts";
import { findDaemon, sendToDaemon } from "../../daemon/find-daemon.ts";
import { type TimingChoice, timingText } from "../../daemon/local-settings.ts";
import { EXIT } from "../../errors.ts";
import { localCloudFolder } from "../../files/state-folder.ts";
import type { Io } from "../../io.ts";
import { nextText } from "../../report/report-error.ts";
import { parseTrustedJson } from "../../text/json.ts";
import { toPrintable, toPrintableLines } from "../../text/printable.ts";
import { LOCAL_CLOUD } from "./local-cloud.ts";
import { findStartObstacle, startHints } from "./not-running.ts";

/** A deployed stage of an API, or a deployed website. */
interface Deployed {
  readonly kind: string;
  readonly name: string;
  readonly url: string;
}

/**
 * `local status`: prints whether the local cloud is running, its endpoint, and the deployed APIs and websites; with
 * `env`, prints the environment for the AWS CLI.
 */
export async function status(io: Io, json: boolean, { env }: { readonly env?: boolean }): Promise<number> {
  if (!json) io.stderr.write(`${LOCAL_CLOUD}\n`);
  const daemon = await findDaemon(localCloudFolder(io.cwd));
  if (!daemon) return printNotRunning(io, json);
  const variables = environmentOf(daemon);
  const { pid, port, startedAt, timing, seed, cors = "any" } = daemon;
  const about = {
    running: true,
    pid,
    port,
    endpoint: endpointOf(daemon),
    startedAt: new Date(startedAt).toISOString(),
    timing,
    ...(seed !== undefined && { seed }),
    cors,
  };
  if (json) {
    const document = { ...about, deployed: await listDeployed(daemon), ...(env && { env: variables }) };
    io.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  } else if (env) io.stdout.write(variableLines(variables));
  else io.stdout.write(runningText(about, await listDeployed(daemon)));
  return EXIT.ok;
}

function printNotRunning({ stdout, stderr, cwd }: Io, json: boolean): number {
  stdout.write(json ? `${JSON.stringify({ running: false })}\n` : "Not running.\n");
  const obstacle = findStartObstacle(localCloudFolder(cwd));
  if (!json) stderr.write(`${obstacle ? `${toPrintableLines(obstacle.message)}\n` : ""}${nextText(startHints(cwd))}`);
  return EXIT.notFound;
}

async function listDeployed(daemon: DaemonRecord): Promise<readonly Deployed[]> {
  const response = await sendToDaemon(daemon, { method: "GET", path: "deployed" });
  return response?.status === 200 ? parseTrustedJson(response.text) : [];
}

function runningText(
  about: Readonly<Record<"endpoint" | "startedAt" | "cors", string>> & TimingChoice & { readonly pid: number },
  deployed: readonly Deployed[],
): string {
  const rows = [
    ["running", `since ${about.startedAt}, pid ${about.pid}`],
    ["endpoint", about.endpoint],
    ["timing", timingText(about)],
    ...(about.cors === "any" ? [] : [["cors", "own websites only"]]),
    ...deployed.map(({ kind, name, url }) => [kind, `${toPrintable(url)}  (${toPrintable(name)})`]),
    ...(deployed.length > 0 ? [] : [["deployed", "nothing"]]),
  ];
  return rows.map(([label = "", value]) => `${label.padEnd(10)}${value}\n`).join("");
}

function endpointOf({ port }: DaemonRecord): string {
  return `http://127.0.0.1:${port}`;
}

function environmentOf(daemon: DaemonRecord): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpointOf(daemon),
    AWS_ACCESS_KEY_ID: daemon.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: daemon.credentials.secretAccessKey,
    AWS_REGION: LOCAL_REGION,
    // Version 1 of the AWS CLI does not read AWS_REGION.
    AWS_DEFAULT_REGION: LOCAL_REGION,
  };
}

/** Formats the variables for `eval` in a POSIX shell or, on Windows, for PowerShell. */
function variableLines(variables: Readonly<Record<string, string>>): string {
  const line = ([name, value]: readonly [string, string]) =>
    platform() === "win32" ? `$env:${name} = "${value}"\n` : `export ${name}='${value}'\n`;
  return Object.entries(variables).map(line).join("");
}
