import { type BuildOptions, build } from "esbuild";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import { readLicenses } from "./read-licenses.ts";

/** The esbuild options for ES modules that Node runs. */
export const FOR_NODE = {
  bundle: true,
  write: false,
  platform: "node",
  target: "node20",
  format: "esm",
  // The error that esbuild throws lists every fault, so esbuild does not need to print them.
  logLevel: "silent",
  // For Node, esbuild prefers CommonJS builds, which cannot be tree-shaken.
  mainFields: ["module", "main"],
  charset: "utf8",
} as const satisfies BuildOptions;

interface Bundle {
  readonly code: string;
  readonly licenses: string;
}

/** Bundles `handlers/{name}.ts` and its imports into one ES module; the same input produces the same text. */
export async function bundle(name: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...FOR_NODE,
    absWorkingDir: PACKAGE_ROOT,
    entryPoints: [`handlers/${name}.ts`],
    minify: true,
    // Class names are kept, because the errorType in a log line is the name of the error's class.
    keepNames: true,
    metafile: true,
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`esbuild created no bundle for handlers/${name}.ts`);
  return { code: file.text, licenses: await readLicenses(Object.values(metafile.outputs)) };
}
