// Bundles the run on AWS (TypeScript, which Node 20 cannot run) and starts it:
// `npm run test:aws -- --profile P --region R`.
import { rmSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

// The AWS SDK reads this when it is loaded; otherwise it warns about Node 20 on stderr.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const outfile = fileURLToPath(new URL(`../../dist/aws-run-${process.pid}.mjs`, import.meta.url));
await build({
  entryPoints: [fileURLToPath(new URL("./aws-run.ts", import.meta.url))],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  target: "node20",
});
try {
  const { awsRun } = await import(pathToFileURL(outfile).href);
  process.exitCode = await awsRun(process.argv.slice(2));
} finally {
  rmSync(outfile, { force: true });
}
