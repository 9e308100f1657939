import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type BuildOptions, build } from "esbuild";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import type { BuiltFile } from "./write-folder.ts";

const FRONTEND = path.join(PACKAGE_ROOT, "frontend");

/** Loaded by `app.js` if the API requires an API key or signed requests. */
const KEY_MODULE = "key.js";
const OPTIONS = {
  absWorkingDir: FRONTEND,
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  logLevel: "silent",
} as const satisfies BuildOptions;

/**
 * Builds the page. Its modules are bundled into one file, because each additional file costs every visitor one more
 * request, and the first deploy one more call. Only the module for access control is separate. Other files are copied.
 */
export async function buildPage(): Promise<readonly BuiltFile[]> {
  const names = (await readdir(FRONTEND)).filter((name) => /\.(css|html|ico|png|svg)$/.test(name));
  const others = names.map(async (name) => ({ name, content: await readFile(path.join(FRONTEND, name)) }));
  return Promise.all([...others, bundle("app.js", [KEY_MODULE]), bundle(KEY_MODULE)]);
}

async function bundle(name: string, loadedLater: readonly string[] = []): Promise<BuiltFile> {
  const external = loadedLater.map((file) => `./${file}`);
  const { outputFiles } = await build({ ...OPTIONS, entryPoints: [name], external });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild created no bundle for the page's ${name}`);
  return { name, content: file.contents };
}
