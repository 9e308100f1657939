import { spawn } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { concealingIo, type Io, sleep } from "../../src/io.ts";
import { main } from "../../src/main.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env?: Readonly<Record<string, string>>;
  /** The input at the terminal's prompts; if given, stdin and stderr are terminals. */
  readonly typed?: readonly string[];
  readonly stdoutIsTTY?: boolean;
  readonly stdin?: string | Uint8Array;
  /** The command's clock; the real one unless given. */
  readonly time?: Pick<Io, "now" | "sleep">;
  /** Receives what a terminal shows: the output of both streams, in order, and the typed input. */
  readonly onWrite?: (text: string) => void;
}

/** Windows requires SystemRoot to start a program. */
const SYSTEM: Readonly<Record<string, string>> =
  process.env["SystemRoot"] === undefined ? {} : { SystemRoot: process.env["SystemRoot"] };

/** Runs a command line in this process, with its own streams, environment and clock. */
export async function run(
  argv: readonly string[],
  { cwd, env = {}, typed, stdin = "", stdoutIsTTY, time = { now: () => Date.now(), sleep }, onWrite }: RunOptions,
): Promise<Ran> {
  const inputs = [...(typed ?? [])];
  const stdout = collect(stdoutIsTTY ?? false, onWrite);
  const stderr = collect(typed !== undefined, onWrite);
  const io = concealingIo({
    stdout: stdout.output,
    stderr: stderr.output,
    stdin: {
      isTTY: typed !== undefined,
      ask: async (question) => {
        stderr.output.write(question);
        const input = inputs.shift() ?? "";
        onWrite?.(`${input}\n`);
        return input;
      },
      bytes: async () => Buffer.from(stdin),
    },
    env: Object.defineProperties({ ...SYSTEM }, Object.getOwnPropertyDescriptors(env)),
    cwd,
    ...time,
    onInterrupt: () => () => {},
  });
  const code = await main(argv, io);
  return checked(argv, { code, stdout: stdout.text(), stderr: stderr.text() });
}

/** Checks `--json` output against its schema, in every test. */
async function checked<Of extends Ran>(argv: readonly string[], ran: Of): Promise<Of> {
  if (!argv.includes("--json")) return ran;
  const { printsJson, expectSchemas } = await import("./check-json.ts");
  if (printsJson(argv)) expectSchemas(argv, ran);
  return ran;
}

function collect(isTTY: boolean, onWrite?: (text: string) => void) {
  let text = "";
  const write = (more: string) => {
    text += more;
    onWrite?.(more);
  };
  return { output: { isTTY, columns: 80, write }, text: () => text };
}

/** Runs the built command in a separate process, with only this environment. */
export function runBin(
  argv: readonly string[],
  { cwd, env = {}, stdin, whenStderrHas = [], whenStdoutHas = [], onStart }: BinOptions,
): Promise<Ran & { readonly signal: NodeJS.Signals | null }> {
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, "bin", "todo-api.js"), ...argv], {
    cwd,
    env: { ...SYSTEM, ...env },
    stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  onStart?.(() => void child.kill("SIGKILL"));
  child.stdin?.end(stdin);
  let stdout = "";
  let stderr = "";
  const react = (before: string, now: string, reactions: BinReactions) => {
    for (const { text, signal } of [reactions].flat())
      if (!before.includes(text) && now.includes(text)) child.kill(signal);
  };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    react(stdout, stdout + text, whenStdoutHas);
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    react(stderr, stderr + text, whenStderrHas);
    stderr += text;
  });
  const ended = new Promise<Ran & { readonly signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code: code ?? -1, signal, stdout, stderr }));
  });
  // A killed process may have printed half a line.
  return ended.then((ran) => (ran.signal === null ? checked(argv, ran) : ran));
}

interface BinOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Empty unless given. */
  readonly stdin?: string;
  readonly whenStderrHas?: BinReactions;
  readonly whenStdoutHas?: BinReactions;
  /** Receives a function that ends the process with SIGKILL. */
  readonly onStart?: (kill: () => void) => void;
}

type BinReactions = BinReaction | readonly BinReaction[];

/** A signal to send when a stream contains a text. */
export interface BinReaction {
  readonly text: string;
  readonly signal: NodeJS.Signals;
}

/** Creates an empty folder. When the test ends, its local cloud is stopped and the folder deleted. */
export async function makeFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "todo-api-test-")));
  onTestFinished(async () => {
    await run(["local", "stop"], { cwd: folder });
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  return folder;
}
