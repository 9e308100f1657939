import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { readVersion } from "../../src/package/version.ts";
import { run } from "./run.ts";

/**
 * What a terminal of 80 columns shows for a command line, without colors; parts that differ from run to run are
 * replaced.
 */
export type Screen = (argv: readonly string[], options?: ScreenOptions) => Promise<string>;

export interface ScreenOptions {
  /** The input at the prompts; null for a run without a terminal. */
  readonly typed?: readonly string[] | null;
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Returns a function that runs command lines in one folder and returns what the terminal shows. */
export function screensIn(cwd: string): Screen {
  const mask = createMask(cwd);
  return async (argv, { typed = [], stdin, env }: ScreenOptions = {}) => {
    let screen = "";
    const { code } = await run(argv, {
      cwd,
      onWrite: (text) => {
        screen += text;
      },
      env: { NO_COLOR: "1", HOME: cwd, USERPROFILE: cwd, AWS_EC2_METADATA_DISABLED: "true", ...env },
      stdoutIsTTY: typed !== null,
      ...(typed !== null && { typed }),
      ...(stdin !== undefined && { stdin }),
    });
    return mask(`$ todo-api ${argv.map(quote).join(" ")}\n${withStableOrder(screen)}(exit code ${code})\n`);
  };
}

function quote(word: string): string {
  return /^[\w./:=@,-]+$/.test(word) ? word : `"${word}"`;
}

/** The same ID becomes the same text within a folder. */
function createMask(cwd: string): (text: string) => string {
  const ids = new Map<string, string>();
  const named = (id: string, as: (index: number) => string) => {
    ids.set(id, ids.get(id) ?? as(ids.size + 1));
    return ids.get(id) ?? id;
  };
  const release = (id: string) => named(id, (index) => `8b1c4${String(index).padStart(3, "0")}`);
  const uuid = (id: string) => named(id, (index) => `01a20525-5abb-7000-8000-${String(index).padStart(12, "0")}`);
  return (text) =>
    text
      .replaceAll(cwd, "/home/me/notes")
      .replaceAll(PACKAGE_ROOT, "/opt/todo-api")
      .replaceAll("\\", "/")
      .replaceAll(`todo-api ${readVersion()}`, "todo-api 1.2.3")
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, uuid)
      .replace(/^ID +(?=DONE)/m, "ID             ")
      .replace(/^[0-9a-f]{8}(?:-[0-9a-f]{1,4})? {2}(?!20\d\d-)/gm, "01a20525-5abb  ")
      .replace(/(?<=release |^)[0-9a-f]{8}(?![0-9a-f-])/gm, release)
      .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:4566")
      .replace(/\bpid \d+/g, "pid 1234")
      .replace(
        /\b20\d\d-\d\d-\d\d([ T])\d\d:\d\d:\d\d(\.\d+)?/g,
        (_, gap, more = "") => `2026-01-31${gap}09:00:00${more && ".000"}`,
      )
      .replace(/\b20\d\d-\d\d-\d\d\b/g, "2026-01-31")
      .replace(/ *\b(\d+m \d\d|\d+\.\d)s(?= {2})/g, "    1.2s")
      .replace(/\b(\d+m \d\d|\d+\.\d)s\b/g, "1.2s")
      .replace(/\b(?:[0-9a-f]{32}|[0-9a-f]{16})\b/g, (hash) => "0123456789abcdef".repeat(2).slice(0, hash.length))
      .replace(/\b[a-z0-9]{10}(?=[/-]dev\b)/g, "a1b2c3d4e5")
      .replace(/(?<=deployment |deploymentId: \w{6} -> |deploymentId: )[a-z0-9]{6}\b/g, "d4e5f6");
}

const PROGRESS = /^(?:Created|Updated|Removed|Ready|Kept|Failed|Skipped) {2}/;

/**
 * Sorts the lines of resources, whose order differs because they are changed concurrently. Removes lines that not every
 * run prints: waits, "Time spent" and the warning about edited sources.
 */
function withStableOrder(text: string): string {
  const lines = text
    .split("\n")
    .filter((line) => !line.startsWith("Waiting  ") && !line.startsWith("warning: src/ was edited"));
  const ordered: string[] = [];
  let block: string[] = [];
  for (const line of lines) {
    if (PROGRESS.test(line)) block.push(line);
    else {
      ordered.push(...block.sort(), line);
      block = [];
    }
  }
  return [...ordered, ...block.sort()].join("\n").replace(/Time spent:\n(?: +[\dm .]+s {2}.*\n)+/, "");
}
