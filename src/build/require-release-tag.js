// Plain JavaScript, because release.yml runs it before anything is compiled.
import { createRequire } from "node:module";

/** @type {{ readonly version: string }} */
const { version } = createRequire(import.meta.url)("../../package.json");
const [tag = ""] = process.argv.slice(2);
if (tag !== `v${version}`) {
  process.stderr.write(
    `error: the tag must be v${version}, which matches the version in package.json, not ${JSON.stringify(tag)}\n`,
  );
  process.exitCode = 1;
}
