import { cp, mkdtemp, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { localCloudFolder } from "../../src/files/state-folder.ts";
import { makeFolder, type Ran, run } from "../support/run.ts";

interface Suggestion {
  readonly command: string;
  readonly comment: string;
}

interface Situation {
  readonly name: string;
  /** Brings a copy of a folder with a stopped local cloud into the situation. */
  prepare(folder: string): Promise<void>;
  readonly commands: readonly string[];
}

const COMMANDS = ["local status", "local fault --list", "status --local", "items list --local"];
const SITUATIONS: readonly Situation[] = [
  { name: "no local cloud", prepare: removeState, commands: COMMANDS },
  { name: "a stopped local cloud", prepare: adopt, commands: COMMANDS },
  { name: "state from elsewhere", prepare: async () => {}, commands: [...COMMANDS, "local start", "deploy --local"] },
  { name: "damaged state", prepare: damage, commands: [...COMMANDS, "local start", "deploy --local"] },
  {
    name: "a stopped local cloud and no memory of a deploy",
    prepare: async (folder) => {
      await adopt(folder);
      await forgetTarget(folder);
    },
    commands: ["items list"],
  },
  { name: "state from elsewhere and no memory of a deploy", prepare: forgetTarget, commands: ["items list"] },
];

let original: string;

beforeAll(async () => {
  original = await realpath(await mkdtemp(join(tmpdir(), "todo-api-test-")));
  await run(["deploy", "--local"], { cwd: original });
  await run(["local", "stop"], { cwd: original });
});
afterAll(() => rm(original, { recursive: true, maxRetries: 5, retryDelay: 100 }));

describe.each(SITUATIONS)("with $name, each suggested command starts the local cloud", ({ prepare, commands }) => {
  test.each(commands)("%s", async (line) => {
    const { folder, suggestions } = await suggestedIn(prepare, line);
    for (const [at, { command }] of suggestions.entries()) {
      const cwd = at === 0 ? folder : (await suggestedIn(prepare, line)).folder;
      expect(await paste(command.replaceAll(folder, cwd), cwd), command).toBe(EXIT.ok);
      const isReset = command.includes("reset");
      expect(await run(["local", "status"], { cwd })).toMatchObject({ code: isReset ? EXIT.notFound : EXIT.ok });
    }
  });
});

test("the suggestion to deploy names the stack and the region of the command that failed", async () => {
  const flags = "--app shop --stage crm --local --region eu-west-1";
  const { stderr } = await run(["status", ...flags.split(" ")], { cwd: await makeFolder() });
  expect(suggestedBy(stderr).map(({ command }) => command)).toEqual([
    "todo-api local start",
    `todo-api deploy --local ${flags.replace(" --local", "")}`,
  ]);
});

test("after `local adopt`, which is suggested without a terminal, `local start` is suggested", async () => {
  const cwd = await copyOfOriginal();
  const refused = await run(["local", "adopt"], { cwd });
  expect(suggestedBy(refused.stderr).map(({ command }) => command)).toEqual(["todo-api local adopt --yes"]);
  const adopted = await run(["local", "adopt", "--yes"], { cwd });
  expect(suggestedBy(adopted.stderr).map(({ command }) => command)).toEqual(["todo-api local start"]);
});

/** The commands that an error in the situation suggests, except those that require a backup. */
async function suggestedIn(prepare: Situation["prepare"], line: string) {
  const folder = await copyOfOriginal();
  await prepare(folder);
  const ran: Ran = await run(line.split(" "), { cwd: folder });
  expect(ran.code).not.toBe(EXIT.ok);
  const suggestions = suggestedBy(ran.stderr).filter(({ comment }) => !comment.includes("after restoring"));
  expect(suggestions.length, ran.stderr).toBeGreaterThan(0);
  return { folder, suggestions };
}

function suggestedBy(stderr: string): readonly Suggestion[] {
  return [...stderr.matchAll(/^ {2}(\S.*?) {3}# (.*)$/gm)].map(([, command = "", comment = ""]) => ({
    command: command.trim(),
    comment,
  }));
}

/** Runs a suggested command line as a shell does. Returns the first exit code that is not 0. */
async function paste(line: string, cwd: string): Promise<number> {
  for (const command of line.split(" && ")) {
    const [program, ...words] = command.split(" ");
    if (program === "mv") await rename(words[0] ?? "", words[1] ?? "");
    const code = program === "mv" ? EXIT.ok : (await run(words, { cwd })).code;
    if (code !== EXIT.ok) return code;
  }
  return EXIT.ok;
}

async function copyOfOriginal(): Promise<string> {
  const folder = await makeFolder();
  await cp(original, folder, { recursive: true });
  return folder;
}

async function removeState(folder: string): Promise<void> {
  await rm(localCloudFolder(folder), { recursive: true });
}

async function adopt(folder: string): Promise<void> {
  await run(["local", "adopt", "--yes"], { cwd: folder });
}

async function damage(folder: string): Promise<void> {
  await adopt(folder);
  await writeFile(join(localCloudFolder(folder), "s3.json"), "{");
  await run(["local", "start"], { cwd: folder });
}

async function forgetTarget(folder: string): Promise<void> {
  await rm(join(folder, ".todo-api", "target.json"));
}
