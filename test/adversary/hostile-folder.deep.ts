import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { createLocalCloudFolder, localCloudFolder } from "../../src/files/state-folder.ts";
import { closeServer, listen } from "../../src/local/http/listen.ts";
import { makeFolder, run, runBin } from "../support/run.ts";
import { reportCounts } from "./report-counts.ts";

const COMMANDS = ["local status", "local stop --yes", "local start", "status --local", "deploy --local", "items list"];
const FILES = ["daemon.json", "daemon.lock", "daemon.log", "owner.json", "iam.json", "lambda.json", "blobs"];
const counts = {
  folders: 0,
  commands: 0,
  "bytes sent": 0,
  "lines of foreign code run": 0,
  "files of others changed": 0,
};
afterAll(() => reportCounts("hostile folders", counts));

/** What an attacker can put in place of a file that todo-api writes. */
const KINDS: Readonly<Record<string, (path: string, victim: string) => void>> = {
  "a link to a user's file": (path, victim) => symlinkSync(victim, path),
  "a folder": (path) => void mkdirSync(path),
  "random text": (path) => writeFileSync(path, "\u0000}{"),
  "a named pipe": (path) => void execFileSync("mkfifo", [path]),
};

test.skipIf(process.platform === "win32").each(Object.entries(KINDS))(
  "with %s in place of any file of the local cloud, every command ends and no file of the user changes",
  async (_kind, put) => {
    for (const name of FILES) {
      const cwd = await makeFolder();
      const victim = join(cwd, "victim.txt");
      writeFileSync(victim, "precious");
      put(join(createLocalCloudFolder(cwd), name), victim);
      counts.folders += 1;
      for (const line of COMMANDS) {
        const { code, stderr, signal } = await runBin(line.split(" "), { cwd });
        counts.commands += 1;
        expect({ name, line, signal }).toEqual({ name, line, signal: null });
        expect(code).toBeGreaterThanOrEqual(0);
        expect(stderr, `${name}: ${line}`).not.toContain("this is a bug");
      }
      expect(readFileSync(victim, "utf8")).toBe("precious");
      await run(["local", "stop", "--yes"], { cwd });
    }
  },
  900_000,
);

test("never runs code from a foreign folder's state and sends nothing, whatever was changed in it", async () => {
  const cwd = await makeFolder();
  await run(["deploy", "--local"], { cwd });
  await run(["local", "stop"], { cwd });
  let directory = "";
  const server = createServer((request, response) => {
    // Health checks are not counted: they reveal only what the folder contains.
    if (request.url !== "/_local/health") counts["bytes sent"] += 1;
    // The server claims to be the daemon of the folder under test.
    response.end(JSON.stringify({ status: "ok", pid: process.pid, directory }));
  });
  const port = await listen(server, 0);
  onTestFinished(() => closeServer(server));
  for (const change of CHANGES) {
    const folder = await makeFolder();
    await cp(cwd, folder, { recursive: true });
    const marker = join(folder, "marker");
    directory = localCloudFolder(folder);
    change(directory, { marker, port });
    counts.folders += 1;
    for (const line of COMMANDS) {
      await run(line.split(" "), { cwd: folder });
      counts.commands += 1;
    }
    if (existsSync(marker)) counts["lines of foreign code run"] += 1;
  }
  expect(counts).toMatchObject({ "bytes sent": 0, "lines of foreign code run": 0 });
}, 900_000);

interface Trap {
  readonly marker: string;
  readonly port: number;
}

/** Possible manipulations of a folder from elsewhere. */
const CHANGES: readonly ((folder: string, trap: Trap) => void)[] = [
  () => {},
  (folder) => rmSync(join(folder, "owner.json")),
  plantCode,
  (folder, { port }) => {
    const file = join(folder, "daemon.json");
    const record = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...record, directory: folder, pid: process.pid, port }));
  },
];

/** Replaces every function's package with another one. */
function plantCode(folder: string, { marker }: Trap): void {
  const code = `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(marker)}, ""); export const handler = () => {};`;
  const zip = zipSync({ "index.mjs": strToU8(code) });
  const name = createHash("sha256").update(zip).digest("hex");
  writeFileSync(join(folder, "blobs", name), zip);
  const file = join(folder, "lambda.json");
  writeFileSync(file, readFileSync(file, "utf8").replace(/"sha256":"[0-9a-f]{64}"/g, `"sha256":"${name}"`));
}
