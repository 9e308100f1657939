// Preloaded into a local cloud and its threads (`node --import`). Once the file $KILL_ARMED exists, it appends a line
// to the file $KILL_POINTS for every change on disk and every request to the table store. When it has appended $KILL_AT
// lines, it ends the process as `kill -9` does.
import { subscribe } from "node:diagnostics_channel";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { KILL_ARMED = "", KILL_POINTS = "", KILL_AT = "" } = process.env;
const { appendFileSync, existsSync, readFileSync } = fs;

/** The functions of node:fs call one another; only the outer call counts. */
let isWithin = false;

function within(work) {
  isWithin = true;
  try {
    return work();
  } finally {
    isWithin = false;
  }
}

/** Whether the process must end here. */
function isLast(name) {
  return within(() => {
    if (!existsSync(KILL_ARMED)) return false;
    appendFileSync(KILL_POINTS, `${name}\n`);
    return readFileSync(KILL_POINTS, "utf8").trimEnd().split("\n").length === Number(KILL_AT);
  });
}

function point(name) {
  if (isLast(name)) end();
}

/** Nothing runs after the signal, whenever it arrives. */
function end() {
  process.kill(process.pid, "SIGKILL");
  for (;;);
}

for (const name of ["renameSync", "fdatasyncSync", "ftruncateSync", "rmSync", "unlinkSync"]) {
  const original = fs[name];
  fs[name] = (...args) => {
    if (isWithin) return original(...args);
    point(`before ${name}`);
    const result = within(() => original(...args));
    point(`after ${name}`);
    return result;
  };
}
for (const name of ["writeFileSync", "writeSync"]) {
  const original = fs[name];
  fs[name] = (target, data, ...more) => {
    if (isWithin || target === 1 || target === 2) return original(target, data, ...more);
    point(`before ${name}`);
    if (isLast(`during ${name}`)) {
      const bytes = Buffer.from(data);
      const half = bytes.subarray(0, bytes.length >> 1);
      within(() => original(target, half, ...(name === "writeFileSync" ? more : [])));
      end();
    }
    const result = within(() => original(target, data, ...more));
    point(`after ${name}`);
    return result;
  };
}
syncBuiltinESMExports();

/** Only the thread of a table store has a server whose requests look like this. */
function tableStorePoint(request, name) {
  const target = request.headers["x-amz-target"];
  if (request.socket.remoteAddress === undefined && target?.startsWith("DynamoDB_"))
    point(`${name} ${target.slice(18)}`);
}
subscribe("http.server.request.start", ({ request }) => tableStorePoint(request, "before"));
subscribe("http.server.response.finish", ({ request }) => tableStorePoint(request, "after"));
