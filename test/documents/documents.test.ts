import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { makeFolder } from "../support/run.ts";
import { DOCUMENTS } from "./documents.ts";
import { type Session, startSession } from "./session.ts";
import { GENERATED } from "./tables.ts";

const PARTS = /(<!-- generated: (\w+) -->\n)[\s\S]*?(<!-- \/generated -->)|(```console\n)([\s\S]*?)(\n```)/g;

// `npm run docs` writes the expected text into the documents.
test.each(DOCUMENTS.filter((name) => textOf(name).search(PARTS) >= 0))(
  "%s shows the current tables and the output that its commands print",
  async (name) => {
    const session = startSession(await makeFolder());
    await expect(await current(textOf(name), session), "run `npm run docs`").toMatchFileSnapshot(
      join(PACKAGE_ROOT, name),
    );
  },
  120_000,
);

async function current(text: string, session: Session): Promise<string> {
  let end = 0;
  const parts: string[] = [];
  for (const match of text.matchAll(PARTS)) {
    const [whole, start = "", table = "", close = "", fence = "", block = "", fenceEnd = ""] = match;
    parts.push(text.slice(end, match.index));
    parts.push(
      whole.startsWith("<")
        ? `${start}${await generated(table)}\n${close}`
        : fence + (await session.replay(block)) + fenceEnd,
    );
    end = match.index + whole.length;
  }
  return parts.join("") + text.slice(end);
}

async function generated(name: string): Promise<string> {
  const generate = GENERATED[name];
  if (generate === undefined) throw new Error(`No table is named "${name}".`);
  return generate();
}

function textOf(name: string): string {
  return readFileSync(join(PACKAGE_ROOT, name), "utf8");
}
