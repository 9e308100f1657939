import path from "node:path";
import { build, type Metafile } from "esbuild";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import { FOR_NODE } from "./bundle.ts";
import { readLicenses } from "./read-licenses.ts";
import type { BuiltFile } from "./write-folder.ts";

const FOLDER = "dist/cli";

/**
 * Bundles the command line and its packages, except commander, into a few files, because the AWS SDK's many small files
 * load slowly. Dynamic imports become separate files. Nothing is minified, so that the code stays readable.
 */
export async function buildCommandLine(): Promise<readonly BuiltFile[]> {
  const { outputFiles, metafile } = await build({
    ...FOR_NODE,
    absWorkingDir: PACKAGE_ROOT,
    entryPoints: ["src/main.ts"],
    outdir: FOLDER,
    splitting: true,
    metafile: true,
    external: ["commander"],
  });
  const needed = neededOutputs(metafile);
  const files = outputFiles
    .map((file) => ({ name: path.basename(file.path), content: withRequire(file.text) }))
    .filter(({ name }) => needed.has(`${FOLDER}/${name}`));
  const outputs = [...needed].flatMap((file) => metafile.outputs[file] ?? []);
  const licenses = { name: "LICENSES.txt", content: Buffer.from(await readLicenses(outputs)) };
  // The entry file is written last; until then, the previous build runs.
  const isEntry = ({ name }: BuiltFile) => name === "main.js";
  return [licenses, ...files.filter((file) => !isEntry(file)), ...files.filter(isEntry)];
}

/**
 * Defines `require` in a file that contains esbuild's substitute for it: CommonJS packages load Node's modules with
 * `require`, which ES modules do not have.
 */
function withRequire(text: string): Uint8Array {
  const require = 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\n';
  return Buffer.from(text.includes("Dynamic require of") ? `${require}${text}` : text);
}

/** The files that main.js loads. esbuild also creates files for dynamic imports that turn out to be dead code. */
function neededOutputs({ outputs }: Metafile): ReadonlySet<string> {
  const needed = new Set<string>();
  const addWithImports = (file: string): void => {
    if (needed.has(file)) return;
    needed.add(file);
    for (const { path: imported, external } of outputs[file]?.imports ?? []) if (!external) addWithImports(imported);
  };
  addWithImports(`${FOLDER}/main.js`);
  return needed;
}
