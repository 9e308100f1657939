import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFolder } from "../../src/build/write-folder.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "todo-api-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test("replaces the files of the same kind, and leaves other kinds unchanged", async () => {
  await writeFile(path.join(folder, "main.js"), "code");
  await writeFolder(folder, ".zip", [toFile("a.zip", "one"), toFile("old.zip", "one")]);
  await writeFolder(folder, ".zip", [toFile("a.zip", "two"), toFile("b.zip", "two")]);
  expect((await readdir(folder)).toSorted()).toEqual(["a.zip", "b.zip", "main.js"]);
  expect(await readFile(path.join(folder, "a.zip"), "utf8")).toBe("two");
});

test("creates a missing folder", async () => {
  const deeper = path.join(folder, "dist", "handlers");
  await writeFolder(deeper, ".zip", [toFile("a.zip", "one")]);
  expect(await readdir(deeper)).toEqual(["a.zip"]);
});

function toFile(name: string, text: string): { readonly name: string; readonly content: Uint8Array } {
  return { name, content: Buffer.from(text) };
}
