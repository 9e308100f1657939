import { build, type Metafile } from "esbuild";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

/** Every file of the package that these reach (relative to it), with what each imports; packages are not looked into. */
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
