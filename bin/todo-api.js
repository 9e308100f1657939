#!/usr/bin/env node
// Node 10 and later can parse this file, so that an unsupported version prints a sentence and not a syntax error.
(() => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  // Keep in sync with `engines` in package.json.
  const isSupported = (major === 20 && minor >= 19) || major === 22 || major >= 24;
  if (isSupported) {
    import("./start.js");
    return;
  }
  process.stderr.write(`error: todo-api requires Node 20.19 or later, 22, or 24 and later, not ${process.version}.\n`);
  process.exitCode = 1;
})();
