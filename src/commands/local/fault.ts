import type { DaemonRecord } from "../../daemon/daemon-record.ts";
import { type ControlRequest, findDaemon, sendToDaemon } from "../../daemon/find-daemon.ts";
import { EXIT, TodoApiError, usageError } from "../../errors.ts";
import { localCloudFolder } from "../../files/state-folder.ts";
import type { Io } from "../../io.ts";
import { parseTrustedJson } from "../../text/json.ts";
import { listWithAnd } from "../../text/word-list.ts";
import { type FaultSwitch, type FaultsReport, faultsText } from "./faults-text.ts";
import { LOCAL_CLOUD } from "./local-cloud.ts";
import { notRunning } from "./not-running.ts";

/** The options of `local fault`. */
export interface FaultOptions extends Omit<FaultSwitch, "kind"> {
  readonly list?: boolean;
  readonly clear?: boolean;
}

/** `local fault`: sets, clears or lists faults; prints the faults that are set, were cleared or have fired. */
export async function fault(io: Io, json: boolean, kind: string | undefined, options: FaultOptions): Promise<number> {
  const request = requestOf(kind, options);
  if (!json) io.stderr.write(`${LOCAL_CLOUD}\n`);
  const daemon = await findDaemon(localCloudFolder(io.cwd));
  if (!daemon) throw notRunning(io.cwd, "; faults can be set only while it is running, and are cleared when it stops");
  const report = await send(daemon, request);
  io.stdout.write(json ? `${JSON.stringify(report)}\n` : faultsText(report));
  return EXIT.ok;
}

function requestOf(kind: string | undefined, { list, clear, ...where }: FaultOptions): ControlRequest {
  const chosen = [kind !== undefined && "a fault", list && "--list", clear && "--clear"].filter(
    (one) => typeof one === "string",
  );
  if (chosen.length > 1) throw usageError(`${listWithAnd(chosen)} cannot be combined`);
  if (kind !== undefined) return { method: "POST", path: "faults", body: JSON.stringify({ kind, ...where }) };
  const flags = Object.keys(where).map((name) => `--${name}`);
  if (flags.length > 0)
    throw usageError(
      `${listWithAnd(flags)} ${flags.length === 1 ? "requires" : "require"} a kind of fault, as in \`todo-api local fault throttle --call 12\``,
      [{ command: "todo-api local fault --help", comment: "list the kinds of faults" }],
    );
  return { method: clear ? "DELETE" : "GET", path: "faults" };
}

async function send(daemon: DaemonRecord, request: ControlRequest): Promise<FaultsReport> {
  const response = await sendToDaemon(daemon, request);
  if (response?.status === 200) return parseTrustedJson(response.text);
  if (response?.status === 400) throw usageError(parseTrustedJson<{ readonly message: string }>(response.text).message);
  throw new TodoApiError(
    "local-cloud",
    EXIT.failure,
    `the local cloud ${response ? `returned ${response.status}` : "did not respond; if a refuse fault is the cause, try again when it has ended"}`,
  );
}
