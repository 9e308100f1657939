import { build, type Metafile } from "esbuild";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

/** The files of the package that these import, directly or not, with the imports of each; packages are not followed. */
export async function importsOf(...entryPoints: readonly string[]): Promise<Metafile["inputs"]> {
  const { metafile } = await build({
    absWorkingDir: PACKAGE_ROOT,
    entryPoints: [...entryPoints],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outdir: "out",
  });
  return metafile.inputs;
}
