import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import type { OutputFile } from "./write-folder.ts";

const FRONTEND = path.join(PACKAGE_ROOT, "frontend");

/**
 * The page as it is deployed: its modules bundled into one and minified, because each file costs every visitor a
 * request and a first deploy a call. Other files of a website are copied.
 */
export async function makePage(): Promise<readonly OutputFile[]> {
  const names = (await readdir(FRONTEND)).filter((name) => /\.(css|html|ico|png|svg)$/.test(name));
  const others = names.map(async (name) => ({ name, content: await readFile(path.join(FRONTEND, name)) }));
  return Promise.all([...others, bundleModules()]);
}

async function bundleModules(): Promise<OutputFile> {
  const { outputFiles } = await build({
    absWorkingDir: FRONTEND,
    entryPoints: ["app.js"],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2022",
    charset: "utf8",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error("esbuild made no bundle of the page.");
  return { name: "app.js", content: file.contents };
}
