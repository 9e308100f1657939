import { existsSync } from "node:fs";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readDaemonRecord, writeDaemonRecord } from "../../src/daemon/daemon-record.ts";
import { isAlive } from "../../src/daemon/process-alive.ts";
import { EXIT } from "../../src/errors.ts";
import { createLocalCloudFolder, localCloudFolder } from "../../src/files/state-folder.ts";
import { closeServer, listen } from "../../src/local/http/listen.ts";
import { makeFolder, run } from "../support/run.ts";

/** The fields of a running local cloud's record, except its process and folder. */
const RUNNING = {
  token: "t",
  account: "000000000000",
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
  startedAt: 1,
  timing: "instant",
} as const;

test("state that was created in another folder, or of unknown origin, runs only after `local adopt`", async () => {
  const cwd = await makeFolder();
  await run(["deploy", "--local"], { cwd });
  await run(["local", "stop"], { cwd });
  const copy = await makeFolder();
  await cp(cwd, copy, { recursive: true });
  const unclaimed = await makeFolder();
  await cp(cwd, unclaimed, { recursive: true });
  await rm(join(localCloudFolder(unclaimed), "owner.json"));
  for (const folder of [copy, unclaimed]) {
    for (const line of ["local start", "deploy --local"]) {
      const { code, stderr } = await run(line.split(" "), { cwd: folder });
      expect(code).toBe(EXIT.failure);
      expect(stderr).toMatch(/^error: .* was created on another machine, by another user or in another folder/m);
      expect(stderr).toContain("todo-api local adopt");
    }
    expect(existsSync(join(localCloudFolder(folder), "daemon.lock"))).toBe(false);
  }
  expect(await run(["local", "adopt"], { cwd: copy })).toMatchObject({ code: EXIT.usage });
  expect(await run(["local", "adopt"], { cwd: copy, typed: ["n"] })).toMatchObject({ code: EXIT.failure });
  expect(await run(["local", "start"], { cwd: copy })).toMatchObject({ code: EXIT.failure });
  expect(await run(["local", "adopt"], { cwd: copy, typed: ["y"] })).toMatchObject({ code: EXIT.ok });
  expect(await run(["local", "start"], { cwd: copy })).toMatchObject({ code: EXIT.ok });
  expect(await run(["local", "adopt"], { cwd: await makeFolder() })).toMatchObject({ code: EXIT.notFound });
});

test.each([
  ["a relative folder", "."],
  ["the correct folder", undefined],
])("a record with %s that names another process does not end that process", async (_which, directory) => {
  const cwd = await makeFolder();
  const folder = createLocalCloudFolder(cwd);
  const server = createServer((_request, response) => void response.end('{"status":"ok"}'));
  const port = await listen(server, 0);
  onTestFinished(() => closeServer(server));
  writeDaemonRecord(folder, {
    version: 1,
    directory: directory ?? folder,
    pid: process.ppid,
    port,
    ...RUNNING,
  });
  await writeFile(join(folder, "daemon.lock"), `${process.ppid} 1`);
  const stopped = await run(["local", "stop", "--yes"], { cwd });
  expect(stopped).toMatchObject({ code: EXIT.ok, stderr: expect.stringContaining("Not running") });
  expect(isAlive(process.ppid)).toBe(true);
});

test("sends nothing to the process that a foreign record names, even if the process claims to be the daemon", async () => {
  const cwd = await makeFolder();
  const folder = createLocalCloudFolder(cwd);
  const received: string[] = [];
  const server = createServer((request, response) => {
    received.push(`${request.method} ${request.url}`);
    response.end(JSON.stringify({ status: "ok", pid: process.pid, directory: folder }));
  });
  const port = await listen(server, 0);
  onTestFinished(() => closeServer(server));
  await writeFile(
    join(folder, "daemon.json"),
    JSON.stringify({
      version: 1,
      directory: folder,
      owner: "0".repeat(64),
      pid: process.pid,
      port,
      ...RUNNING,
    }),
  );
  for (const line of ["items list --local", "local status", "local fault --list", "local stop --yes"]) {
    const { stdout, stderr } = await run(line.split(" "), { cwd });
    expect(`${stdout}${stderr}`).toMatch(/not running/i);
  }
  expect(received).toEqual([]);
});

test("a foreign record of damage is neither printed nor acted on", async () => {
  const cwd = await makeFolder();
  const damage = { path: "/home/ann/.ssh", reason: "run the command below" };
  await writeFile(join(createLocalCloudFolder(cwd), "daemon.damage.json"), JSON.stringify(damage));
  for (const line of ["status --local", "local status"]) {
    const { stderr } = await run(line.split(" "), { cwd });
    expect(stderr).toContain("todo-api local start");
    expect(stderr).not.toMatch(/\.ssh|command below/);
  }
});

test.skipIf(process.platform !== "linux")("the daemon inherits no secrets", async () => {
  const cwd = await makeFolder();
  const secrets = { AWS_SECRET_ACCESS_KEY: "s3cret", AWS_SESSION_TOKEN: "s3cret", GITHUB_TOKEN: "s3cret", HOME: cwd };
  await run(["local", "start"], { cwd, env: { ...secrets, TMPDIR: "/tmp" } });
  const { pid } = readDaemonRecord(localCloudFolder(cwd)) ?? {};
  const environment = (await readFile(`/proc/${pid}/environ`, "utf8")).split("\0").filter(Boolean);
  expect(environment).toEqual(["TMPDIR=/tmp"]);
});

test("the next daemon removes what killed processes left half-written", async () => {
  const cwd = await makeFolder();
  const folder = createLocalCloudFolder(cwd);
  await run(["local", "start"], { cwd });
  await run(["local", "stop"], { cwd });
  const left = ["s3.json.0f0f0f0f.new", "blobs/00.0f0f0f0f.new", "daemon.lock.1.2"].map((name) => join(folder, name));
  for (const file of left) await writeFile(file, "half");
  await run(["local", "start"], { cwd });
  expect(left.filter(existsSync)).toEqual([]);
});
