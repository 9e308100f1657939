import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { processIo } from "../../src/cli/process-io.ts";
import { createProgram } from "../../src/cli/program.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { DOCUMENTS, FOLDERS, filesIn } from "./documents.ts";

/** A path of the project: in a top-level folder, with a file extension or a slash at its end. */
const PATH = /^(?:src|handlers|frontend|bin|test|\.github|\.ci)\/[\w./-]*(?:\.\w+|\/)$/;
const SCRIPTS = Object.keys(JSON.parse(textOf("package.json")).scripts);
const PRIVATE = new RegExp(
  ["shared/(?:aws|user|writing|design)", "/(?:work|tmp)/(?:main|h)/", "aws-behaviou?r"].join("|"),
);
/** Files that only a run creates. */
const CREATED = ["test/aws/results/"];

describe.each(DOCUMENTS)("%s", (name) => {
  const text = textOf(name);

  test("links to files and headings that exist", () => {
    const links = [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    const relativeLinks = links.filter((link) => !/^(https?|mailto):/.test(link));
    expect(relativeLinks.filter((link) => !leadsSomewhere(name, link))).toEqual([]);
  });

  test("names files that exist", () => {
    const paths = [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
    const named = paths.filter((path) => PATH.test(path) && !CREATED.includes(path));
    expect(named.filter((path) => !existsSync(join(PACKAGE_ROOT, path)))).toEqual([]);
  });

  test("names npm scripts that exist", () => {
    const named = [...text.matchAll(/\bnpm (?:run )?(test(?::\w+)?|(?<=run )[\w:]+)/g)].map(
      ([, script = ""]) => script,
    );
    expect(named.filter((script) => !SCRIPTS.includes(script))).toEqual([]);
  });

  test("shows command lines that todo-api accepts", async () => {
    for (const line of commandLinesIn(text)) expect(await isAccepted(line), line.join(" ")).toBe(true);
  });
});

test("no file cites a document that is not public, or a path of one machine", () => {
  const files = FOLDERS.flatMap(filesIn).concat("README.md", "package.json");
  expect(files.filter((name) => PRIVATE.test(textOf(name)))).toEqual([]);
});

function leadsSomewhere(from: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? from : relative(PACKAGE_ROOT, join(PACKAGE_ROOT, dirname(from), path));
  if (!existsSync(join(PACKAGE_ROOT, target))) return false;
  return anchor === undefined || anchorsIn(textOf(target)).includes(anchor);
}

/** The anchors that GitHub gives the headings. */
function anchorsIn(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-"),
  );
}

/** The arguments of every `todo-api` in a block of shell commands. */
function commandLinesIn(text: string): readonly (readonly string[])[] {
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  return blocks
    .flatMap((block) => [...block.matchAll(/(?:^|\s|\()(?:npx )?todo-api ([^#|<>&)\n]*)/g)])
    .map(([, words = ""]) => (words.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"(.*)"$/, "$1")));
}

async function isAccepted(argv: readonly string[]): Promise<boolean> {
  let isRun = false;
  const accept = async () => {
    isRun = true;
  };
  const io = { ...processIo(), stdout: silent, stderr: silent };
  // Without a model, items takes any option.
  await createProgram(io, { stack: accept, model: accept, plain: accept })
    .parseAsync(argv, { from: "user" })
    .catch(() => {});
  return isRun;
}

const silent = { isTTY: false, columns: 80, write: () => {} };

function withoutBlocks(text: string): string {
  return text.replace(/^\s*```[\s\S]*?^\s*```$/gm, "");
}

function textOf(name: string): string {
  return readFileSync(join(PACKAGE_ROOT, name), "utf8");
}
