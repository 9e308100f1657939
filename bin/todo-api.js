#!/usr/bin/env node
// Node.js 10 and later can parse this file, so an unsupported version prints this error instead of a syntax error.
(() => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  // Keep in sync with `engines` in package.json.
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 2) || major >= 24;
  if (isSupported) {
    import("./start.js");
    return;
  }
  const versions = "20 (20.19 or later), 22 (22.2 or later), or 24 and later";
  process.stderr.write(`error: todo-api requires Node.js ${versions}, not ${process.version}\n`);
  process.exitCode = 1;
})();
