import { createHash } from "node:crypto";
import { strFromU8, unzipSync } from "fflate";
import { expect, test } from "vitest";
import { bundle } from "../../src/build/bundle.ts";
import { buildFunctionZips } from "../../src/build/function-zips.ts";
import type { BuiltFile } from "../../src/build/write-folder.ts";

const MAX_ZIP_BYTES = 60_000;

test("each function has a zip of at most 60 kB with its code and the licenses of third-party code", async () => {
  const zips = await buildFunctionZips();
  expect(zips.map((file) => file.name).toSorted()).toEqual([
    "create.zip",
    "delete.zip",
    "read.zip",
    "update.zip",
    "website.zip",
  ]);
  for (const { name, content } of zips) {
    expect(content.length).toBeLessThanOrEqual(MAX_ZIP_BYTES);
    if (name === "website.zip") {
      const files = Object.keys(unzipSync(content)).filter((file) => !file.startsWith("page/"));
      expect(files).toEqual(["index.mjs"]);
      continue;
    }
    const { "index.mjs": code, "LICENSES.txt": licenses = new Uint8Array(), ...others } = unzipSync(content);
    expect(code).toBeDefined();
    expect(others).toEqual({});
    const text = strFromU8(licenses);
    for (const used of ["@smithy/signature-v4", "@aws-sdk/util-dynamodb"]) expect(text).toContain(used);
    expect(text).toContain("Apache License");
    expect(text.match(/TERMS AND CONDITIONS FOR USE/g)?.length).toBeLessThanOrEqual(2);
  }
});

test("the functions' zips have the same bytes when they are built again", async () => {
  expect(digests(await buildFunctionZips())).toEqual(digests(await buildFunctionZips()));
});

test("a bundle imports only Node's own modules", async () => {
  const imported = [...(await bundle("create")).code.matchAll(/\bfrom"([^"]+)"/g)].map((match) => match[1]);
  expect(new Set(imported)).toEqual(new Set(["node:crypto", "node:http", "node:https"]));
});

test("a bundle contains no path of the machine that built it", async () => {
  expect((await bundle("create")).code.includes("node_modules")).toBe(false);
});

function digests(files: readonly BuiltFile[]): readonly string[] {
  return files.map(({ content }) => createHash("sha256").update(content).digest("hex"));
}
