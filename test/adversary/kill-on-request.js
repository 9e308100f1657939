// Preloaded into a daemon (`node --import`): ends it with SIGKILL at the point that a request's header names.
import { AsyncLocalStorage } from "node:async_hooks";
import fs from "node:fs";
import http from "node:http";
import { syncBuiltinESMExports } from "node:module";

const point = new AsyncLocalStorage();
const die = () => process.kill(process.pid, "SIGKILL");

const { emit } = http.Server.prototype;
http.Server.prototype.emit = function (event, ...args) {
  const [message, response] = args;
  const when = event === "request" ? message.headers?.["x-kill"] : undefined;
  if (when === undefined) return emit.call(this, event, ...args);
  if (when === "before") die();
  if (when === "soon") setTimeout(die, 1);
  if (when === "after") response.writeHead = die;
  return point.run(when, () => emit.call(this, event, ...args));
};

const { writeFileSync } = fs;
fs.writeFileSync = (file, data, options) => {
  if (point.getStore() === "during" && String(file).endsWith(".new")) {
    writeFileSync(file, data.slice(0, data.length / 2), options);
    die();
  }
  // A file with this name simulates a full disk.
  if (process.env.FULL_DISK !== undefined && fs.existsSync(process.env.FULL_DISK))
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  return writeFileSync(file, data, options);
};
syncBuiltinESMExports();
