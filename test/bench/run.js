// Bundles the benchmark (TypeScript, which Node 20 cannot run) and runs it: `npm run bench [-- --peers]`.
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const outputs = [path("../../dist/bench.mjs"), path("../../dist/baseline.mjs")];
await build({
  entryPoints: { bench: path("./bench.ts"), baseline: path("./baseline/main.ts") },
  outdir: path("../../dist"),
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  target: "node20",
});
try {
  const { bench } = await import(pathToFileURL(outputs[0]).href);
  process.exitCode = await bench(process.argv.slice(2));
} finally {
  for (const file of outputs) rmSync(file, { force: true });
}
