import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = new URL("../../", import.meta.url);

/** Bundles `handlers/{name}.ts` with all that it imports into the text of one ES module; the same input gives the same text. */
export async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: fileURLToPath(ROOT),
    entryPoints: [`handlers/${name}.ts`],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "esm",
    // For Node, esbuild prefers CommonJS builds, which cannot be tree-shaken.
    mainFields: ["module", "main"],
    minify: true,
    // A log line's errorType is the name of the error's class.
    keepNames: true,
    charset: "utf8",
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild made no bundle of handlers/${name}.ts.`);
  return file.text;
}
