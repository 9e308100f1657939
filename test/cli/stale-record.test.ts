import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isAlive } from "../../src/daemon/process-alive.ts";
import { EXIT } from "../../src/errors.ts";
import { localCloudFolder } from "../../src/files/state-folder.ts";
import { makeFolder, run, runBin } from "../support/run.ts";

type Damage = (folder: string) => void;

/** Damage to the files by which a running daemon is found. */
const DAMAGES: ReadonlyMap<string, Damage> = new Map<string, Damage>([
  ["no record", (folder) => rmSync(join(folder, "daemon.json"), { force: true })],
  ["half a record", (folder) => writeFileSync(join(folder, "daemon.json"), readRecord(folder).slice(0, 40))],
  ["the record of another folder", (folder) => changeRecord(folder, { directory: "/elsewhere/.todo-api/local" })],
  ["the record of a process that has ended", (folder) => changeRecord(folder, { pid: 2 ** 30 })],
  ["the record of another program", (folder) => changeRecord(folder, { pid: process.ppid })],
  ["a record with a wrong token", (folder) => changeRecord(folder, { token: "wrong" })],
  ["a record with a wrong port", (folder) => changeRecord(folder, { port: 1 })],
  ["no lock", (folder) => rmSync(join(folder, "daemon.lock"), { force: true })],
  ["a damaged lock", (folder) => writeFileSync(join(folder, "daemon.lock"), "?")],
  ["the lock of another program", (folder) => writeFileSync(join(folder, "daemon.lock"), `${process.ppid} 1`)],
  ["neither record nor lock", (folder) => removeBoth(folder)],
]);

test("a running daemon is found and stopped, whatever happened to its record and its lock", async () => {
  const results = await Promise.all([...DAMAGES].map(async ([name, damage]) => [name, await startAndStop(damage)]));
  const found = { started: EXIT.ok, isSame: true, stopped: EXIT.ok, isAlive: false, isKept: true };
  expect(Object.fromEntries(results)).toEqual(Object.fromEntries([...DAMAGES.keys()].map((name) => [name, found])));
}, 90_000);

async function startAndStop(damage: Damage): Promise<object> {
  const { cwd, folder, pid, port } = await startedFolder();
  damage(folder);
  const started = await run(["local", "start", "--port", String(port), "--json"], { cwd });
  damage(folder);
  const stopped = await run(["local", "stop"], { cwd });
  return {
    started: started.code,
    isSame: JSON.parse(started.stdout).pid === pid,
    stopped: stopped.code,
    isAlive: isAlive(pid),
    isKept: existsSync(join(folder, "iam.json")),
  };
}

test("reset deletes state only after the daemon has ended, whatever happened to its record and its lock", async () => {
  const names = ["no record", "the record of another program", "no lock", "neither record nor lock"];
  for (const name of names) {
    const { cwd, folder, pid } = await startedFolder();
    DAMAGES.get(name)?.(folder);
    const { code, stderr } = await run(["local", "reset", "--yes"], { cwd });
    expect({ name, code, stderr }).toEqual({ name, code: EXIT.ok, stderr: expect.stringContaining("Stopped, and") });
    expect({ name, isAlive: isAlive(pid), exists: existsSync(folder) }).toEqual({
      name,
      isAlive: false,
      exists: false,
    });
  }
}, 60_000);

test("concurrent starts and resets leave one daemon, or none, and no half-deleted state", async () => {
  const cwd = await makeFolder();
  const lines = ["start", "reset --yes", "start", "reset --yes", "stop", "start"];
  const ran = await Promise.all(lines.map((line) => runBin(["local", ...line.split(" ")], { cwd })));
  for (const { code, stderr } of ran)
    expect(code === EXIT.ok || /another command|while it was starting/.test(stderr), stderr).toBe(true);
  expect(await run(["local", "start"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await run(["status", "--local"], { cwd })).toMatchObject({ stderr: expect.not.stringContaining("bug") });
}, 90_000);

test.skipIf(process.platform === "win32")(
  "a suspended daemon without a record is named and never joined by a second one",
  async () => {
    const { cwd, folder, pid } = await startedFolder();
    process.kill(pid, "SIGSTOP");
    removeBoth(folder);
    for (const verb of ["start", "stop"])
      expect(await run(["local", verb], { cwd })).toMatchObject({
        code: EXIT.failure,
        stderr: expect.stringContaining(`the local cloud of this folder (pid ${pid}) is not responding`),
      });
    expect(await run(["local", "reset", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect({ isAlive: isAlive(pid), exists: existsSync(folder) }).toEqual({ isAlive: false, exists: false });
  },
  60_000,
);

interface StartedFolder {
  readonly cwd: string;
  readonly folder: string;
  readonly pid: number;
  readonly port: number;
}

async function startedFolder(): Promise<StartedFolder> {
  const cwd = await makeFolder();
  const { stdout } = await run(["local", "start", "--json"], { cwd });
  return { cwd, folder: localCloudFolder(cwd), ...JSON.parse(stdout) };
}

function readRecord(folder: string): string {
  return readFileSync(join(folder, "daemon.json"), "utf8");
}

function changeRecord(folder: string, changes: object): void {
  writeFileSync(join(folder, "daemon.json"), JSON.stringify({ ...JSON.parse(readRecord(folder)), ...changes }));
}

function removeBoth(folder: string): void {
  for (const name of ["daemon.json", "daemon.lock"]) rmSync(join(folder, name), { force: true });
}
