import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Metafile } from "esbuild";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import { parseTrustedJson } from "../text/json.ts";

type Output = Metafile["outputs"][string];

/** Returns the licenses of the packages in these esbuild outputs, each text once; empty if they contain no packages. */
export async function readLicenses(outputs: readonly Output[]): Promise<string> {
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs));
  const files = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));
  const packages = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const text = await readLicense(path.join(PACKAGE_ROOT, folder));
    packages.set(text, [...(packages.get(text) ?? []), folder.replace(/^.*node_modules\//, "")]);
  }
  return [...packages]
    .map(([text, names]) => `${names.join(", ")}\n\n${text.trim()}\n`)
    .join(`\n${"-".repeat(80)}\n\n`);
}

async function readLicense(folder: string): Promise<string> {
  const name = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
  if (name !== undefined) return readFile(path.join(folder, name), "utf8");
  const manifest: { readonly license: string; readonly author: string | { readonly name: string } } = parseTrustedJson(
    await readFile(path.join(folder, "package.json"), "utf8"),
  );
  return `${manifest.license}, ${typeof manifest.author === "string" ? manifest.author : manifest.author.name}`;
}
