// Bundles the benchmark (TypeScript, which Node 20 cannot run) and runs it: `npm run bench [-- --peers]`.
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const outfile = fileURLToPath(new URL("../../dist/bench.mjs", import.meta.url));
await build({
  entryPoints: [fileURLToPath(new URL("./bench.ts", import.meta.url))],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  target: "node20",
});
try {
  const { bench } = await import(pathToFileURL(outfile).href);
  process.exitCode = await bench(process.argv.slice(2));
} finally {
  rmSync(outfile, { force: true });
}
