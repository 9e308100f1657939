import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { openOutputFile, outputFile } from "../../src/commands/output-file.ts";
import { makeFolder } from "../support/run.ts";

/** A file system without hard links, such as FAT. */
vi.mock("node:fs/promises", async (original) => ({
  ...(await original<typeof import("node:fs/promises")>()),
  link: async () => {
    throw Object.assign(new Error("EPERM: operation not permitted, link"), { code: "EPERM", syscall: "link" });
  },
}));

test("without hard links, a file still appears complete, and does not replace one that was created meanwhile", async () => {
  const cwd = await makeFolder();
  const target = outputFile(cwd, "items.csv", { advice: "choose another file" });
  const file = await openOutputFile(target);
  await file.write("a\n");
  await file.finish();
  await file.abandon();
  expect(await readFile(join(cwd, "items.csv"), "utf8")).toBe("a\n");
  const late = await openOutputFile(target);
  await writeFile(target.path, "mine");
  await expect(late.finish()).rejects.toThrow("items.csv already exists; choose another file");
  await late.abandon();
  expect(await readdir(cwd)).toEqual(["items.csv"]);
  expect(await readFile(join(cwd, "items.csv"), "utf8")).toBe("mine");
});
