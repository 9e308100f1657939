// Plain JavaScript, because it runs before anything is compiled.
import { createRequire } from "node:module";

try {
  createRequire(import.meta.url).resolve("typescript/package.json");
} catch {
  process.stderr.write(
    "error: the build requires devDependencies, which are not installed; run npm ci --include=dev (npm omits them if NODE_ENV is production)\n",
  );
  process.exitCode = 1;
}
