import { build, type Metafile } from "esbuild";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

/** The project files that the entry points import, directly or indirectly, each with its own imports. */
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
