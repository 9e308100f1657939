import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { getBuiltInModel } from "../../src/api/model/read-model.ts";
import { readTargetCache, writeTargetCache } from "../../src/config/target-cache.ts";
import { isAlive } from "../../src/daemon/process-alive.ts";
import { EXIT } from "../../src/errors.ts";
import { makeFolder, run, runBin } from "../support/run.ts";

const FIRST_LINE = "the local cloud (.todo-api/local)\n";

describe("while the local cloud is not running", () => {
  test.each(["status", "items list", "logs", "destroy --yes"])("%s reports that, and how to start it", async (line) => {
    const { code, stdout, stderr } = await run([...line.split(" "), "--local"], { cwd: await makeFolder() });
    expect({ code, stdout }).toEqual({ code: EXIT.notFound, stdout: "" });
    expect(stderr).toMatch(/^todo-api-dev on the local cloud \(\.todo-api\/local\)\nerror: .* is not running\n/);
    expect(stderr).toContain("todo-api local start");
  });

  test("the error is a document with --json", async () => {
    const { code, stdout, stderr } = await run(["items", "list", "--local", "--json"], { cwd: await makeFolder() });
    expect({ code, stderr }).toEqual({ code: EXIT.notFound, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: "local-cloud-not-running", next: [{ command: "todo-api local start" }, {}] },
    });
  });

  test("local status prints that it is not running, and exits with the code for not found", async () => {
    const cwd = await makeFolder();
    expect(await run(["local", "status"], { cwd })).toMatchObject({
      code: EXIT.notFound,
      stdout: "Not running.\n",
    });
    expect(await run(["local", "status", "--json"], { cwd })).toEqual({
      code: EXIT.notFound,
      stdout: '{"running":false}\n',
      stderr: "",
    });
  });

  test("local stop does nothing and succeeds", async () => {
    const { code, stderr } = await run(["local", "stop"], { cwd: await makeFolder() });
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: `${FIRST_LINE}Not running; nothing to stop.\n` });
  });
});

describe("local start", () => {
  test("prints only the endpoint to stdout; the state is the user's own and ignored by git", async () => {
    const cwd = await makeFolder();
    const { code, stdout, stderr } = await runBin(["local", "start"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
    expect(stderr).toMatch(/^the local cloud \(\.todo-api\/local\)\nStarted \(pid \d+\)\.\n$/);
    expect(await readFile(join(cwd, ".todo-api", ".gitignore"), "utf8")).toBe("*\n");
    if (process.platform !== "win32") {
      expect((await stat(join(cwd, ".todo-api", "local"))).mode & 0o077).toBe(0);
      expect((await stat(join(cwd, ".todo-api", "local", "daemon.json"))).mode & 0o077).toBe(0);
    }
  });

  test("three concurrent starts leave one daemon", async () => {
    const cwd = await makeFolder();
    const ran = await Promise.all([1, 2, 3].map(() => runBin(["local", "start"], { cwd })));
    expect(ran.map(({ code }) => code)).toEqual([EXIT.ok, EXIT.ok, EXIT.ok]);
    expect(new Set(ran.map(({ stdout }) => stdout)).size).toBe(1);
    expect(ran.filter(({ stderr }) => stderr.includes("Started"))).toHaveLength(1);
    expect(ran.filter(({ stderr }) => stderr.includes("Already running"))).toHaveLength(2);
  });

  test("uses the same port again after stop, and after a kill without cleanup", async () => {
    const cwd = await makeFolder();
    const first = await start(cwd);
    await run(["local", "stop"], { cwd });
    expect(isAlive(first.pid)).toBe(false);
    const second = await start(cwd);
    process.kill(second.pid, "SIGKILL");
    await untilEnded(second.pid);
    expect((await run(["local", "status"], { cwd })).code).toBe(EXIT.notFound);
    const third = await start(cwd);
    expect([second.port, third.port]).toEqual([first.port, first.port]);
    expect(new Set([first.pid, second.pid, third.pid]).size).toBe(3);
  });

  test("removes the functions' folders that a killed daemon left", async () => {
    const cwd = await makeFolder();
    const temporary = join(cwd, "temporary");
    await mkdir(temporary);
    const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    const functions = async () => (await readdir(temporary)).filter((name) => name.startsWith("todo-api-functions-"));
    expect((await run(["deploy", "--local"], { cwd, env })).code).toBe(EXIT.ok);
    expect(await functions()).toHaveLength(1);
    const { pid } = JSON.parse((await run(["local", "start", "--json"], { cwd, env })).stdout);
    process.kill(pid, "SIGKILL");
    await untilEnded(pid);
    // Folders of a deleted project, and of one in use.
    await mkdir(join(temporary, `todo-api-functions-0123456789abcdef-${pid}-abcdef`));
    const inUse = `todo-api-functions-0123456789abcdef-${process.pid}-abcdef`;
    await mkdir(join(temporary, inUse));
    expect((await run(["local", "start"], { cwd, env })).code).toBe(EXIT.ok);
    expect(await functions()).toEqual([inUse]);
    // The folder is removed with everything in it, as at the end of a session.
    await rm(temporary, { recursive: true });
    expect((await run(["items", "add", "Buy milk"], { cwd, env })).code).toBe(EXIT.ok);
  });

  test("reports its new port when another program uses its last one", async () => {
    const cwd = await makeFolder();
    const { port } = await start(cwd);
    await run(["local", "stop"], { cwd });
    await occupy(port);
    const { code, stdout, stderr } = await run(["local", "start"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(stderr).toContain(
      `Its last port, ${port}, is not available; it now listens on ${new URL(stdout.trim()).port}.`,
    );
  });

  test("with a port that is in use fails, and names the port", async () => {
    const cwd = await makeFolder();
    const port = await occupy(0);
    const { code, stdout, stderr } = await run(["local", "start", "--port", String(port)], { cwd });
    expect({ code, stdout }).toEqual({ code: EXIT.failure, stdout: "" });
    expect(stderr).toContain(`error: port ${port} is not available: another program uses it, `);
  });

  test("with a port other than the one it runs on changes nothing, and reports that", async () => {
    const cwd = await makeFolder();
    const { port } = await start(cwd);
    const { code, stderr } = await run(["local", "start", "--port", "1", "--cors", "any"], { cwd });
    expect(code).toBe(EXIT.failure);
    expect(stderr).toContain(`is already running on port ${port}, not 1`);
    expect(stderr).toContain(
      "  todo-api local stop && todo-api local start --port 1 --cors any   # restart it with the given",
    );
    expect((await start(cwd)).port).toBe(port);
  });

  test("with broken state prints the daemon's error", async () => {
    const cwd = await makeFolder();
    await start(cwd);
    await run(["local", "stop"], { cwd });
    await writeFile(join(cwd, ".todo-api", "local", "iam.json"), "{");
    const { code, stderr } = await run(["local", "start"], { cwd });
    expect(code).toBe(EXIT.failure);
    expect(stderr).toMatch(/^error: the state file .*iam\.json is damaged/m);
    expect(stderr).not.toContain("local reset");
  });
});

test("ends a daemon that cannot write its record", async () => {
  const cwd = await makeFolder();
  const record = join(cwd, ".todo-api", "local", "daemon.json");
  await mkdir(record, { recursive: true });
  const { code, stderr } = await run(["local", "start"], { cwd });
  expect(code).toBe(EXIT.failure);
  expect(stderr).toMatch(/^error: .*daemon\.json cannot be written to: it is a folder$/m);
});

test.each([
  ["does not exist", (cwd: string) => join(cwd, "none")],
  // Even the superuser, who ignores permissions, can create nothing there.
  ["cannot be written to", () => "/proc"],
])("a temporary folder that %s is reported immediately", async (_why, folderIn) => {
  const cwd = await makeFolder();
  const folder = folderIn(cwd);
  const { code, stderr } = await run(["deploy", "--local"], {
    cwd,
    env: { TMPDIR: folder, TEMP: folder, TMP: folder },
  });
  expect(code).toBe(EXIT.failure);
  expect(stderr).toMatch(/^error: the temporary folder .* cannot be written to \(E[A-Z]+\); set TMPDIR/m);
});

describe("local start --timing", () => {
  test("rejects an unknown timing, the AWS option --profile, and a seed without the timing that uses it", async () => {
    const cwd = await makeFolder();
    const unknown = await run(["local", "start", "--timing", "slow"], { cwd });
    expect(unknown.code).toBe(EXIT.usage);
    expect(unknown.stderr).toContain("--timing must be instant or realistic, not ");
    const profile = await run(["local", "start", "--profile", "realistic"], { cwd });
    expect(profile.code).toBe(EXIT.usage);
    expect(profile.stderr).toContain("--timing");
    const seeded = await run(["local", "start", "--seed", "1"], { cwd });
    expect(seeded.code).toBe(EXIT.usage);
    expect(seeded.stderr).toContain("--timing realistic");
  });

  test("stays in force for later starts until it is changed, which is rejected while the local cloud runs", async () => {
    const cwd = await makeFolder();
    const started = await run(["local", "start", "--timing", "realistic", "--seed", "7", "--json"], { cwd });
    expect(JSON.parse(started.stdout)).toMatchObject({ started: true, timing: "realistic", seed: 7 });
    const other = await run(["local", "start", "--timing", "instant"], { cwd });
    expect(other.code).toBe(EXIT.failure);
    expect(other.stderr).toContain("is already running with --timing realistic, not instant");
    const seeded = await run(["local", "start", "--timing", "realistic", "--seed", "8"], { cwd });
    expect(seeded.stderr).toContain("is already running with --seed 7, not with --seed 8");
    await run(["local", "stop"], { cwd });
    const again = await run(["local", "start"], { cwd });
    expect(again.stderr).toContain("timing realistic, seed 7, a simulation of AWS)");
    const { stdout } = await run(["local", "status"], { cwd });
    expect(stdout).toContain("timing    realistic, seed 7, a simulation of AWS\n");
    const { stderr } = await run(["status", "--local"], { cwd });
    expect(stderr.split("\n")[0]).toBe(
      "todo-api-dev on the local cloud (.todo-api/local), timing realistic, seed 7, a simulation of AWS",
    );
    expect(JSON.parse((await run(["status", "--local", "--json"], { cwd })).stdout).target).toMatchObject({
      simulation: { timing: "realistic", seed: 7 },
    });
    await run(["local", "stop"], { cwd });
    const instant = await run(["local", "start", "--timing", "instant", "--json"], { cwd });
    expect(JSON.parse(instant.stdout)).toMatchObject({ started: true, timing: "instant" });
    expect((await run(["status", "--local"], { cwd })).stderr).not.toContain("simulation");
  });
});

test("local start --cors site stays in force at the next start, and other values are rejected", async () => {
  const cwd = await makeFolder();
  const unknown = await run(["local", "start", "--cors", "mine"], { cwd });
  expect({ code: unknown.code, stderr: unknown.stderr }).toEqual({
    code: EXIT.usage,
    stderr: expect.stringContaining("any or site"),
  });
  expect((await run(["local", "start", "--cors", "site"], { cwd })).code).toBe(EXIT.ok);
  expect((await run(["local", "status"], { cwd })).stdout).toMatch(/^cors {6}own websites only$/m);
  expect(JSON.parse((await run(["local", "status", "--json"], { cwd })).stdout)).toMatchObject({ cors: "site" });
  await run(["local", "stop"], { cwd });
  await run(["local", "start"], { cwd });
  const other = await run(["local", "start", "--cors", "any"], { cwd });
  expect(other.code).toBe(EXIT.failure);
  expect(other.stderr).toContain("is already running with --cors site, not any");
});

describe("local status", () => {
  test("prints where it runs and since when", async () => {
    const cwd = await makeFolder();
    const { port, pid } = await start(cwd);
    const { code, stdout } = await run(["local", "status"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(
      new RegExp(
        `^running   since \\d{4}-.*Z, pid ${pid}\nendpoint  http://127.0.0.1:${port}\ntiming    instant\ndeployed  nothing\n$`,
      ),
    );
  });

  test("--env prints the variables that configure the AWS CLI for it", async () => {
    const cwd = await makeFolder();
    const { port } = await start(cwd);
    const { stdout } = await run(["local", "status", "--env"], { cwd });
    expect(stdout).toMatch(new RegExp(`AWS_ENDPOINT_URL.*http://127.0.0.1:${port}`));
    expect(stdout).toMatch(/AWS_ACCESS_KEY_ID.*AKIA/);
    expect(stdout).toMatch(/AWS_SECRET_ACCESS_KEY/);
    expect(stdout).toMatch(/AWS_REGION.*us-east-1/);
    expect(stdout).toMatch(/AWS_DEFAULT_REGION.*us-east-1/);
  });
});

test("with --json each local command prints one object, and so does version", async () => {
  const cwd = await makeFolder();
  const output = async (...argv: readonly string[]) => JSON.parse((await run([...argv, "--json"], { cwd })).stdout);
  expect(await output("local", "start")).toMatchObject({ running: true, started: true, timing: "instant" });
  expect(await output("local", "adopt")).toEqual({ adopted: false });
  expect(await output("local", "fault", "--clear")).toEqual({ pending: [], fired: [], cleared: [], struck: [] });
  expect(await output("local", "stop")).toEqual({ running: false, stopped: true });
  expect(await output("local", "reset", "--yes")).toEqual({ running: false, stopped: false, reset: true });
  expect(Object.keys(await output("version"))).toEqual(["version"]);
});

describe("local reset", () => {
  test("requires --yes without a terminal", async () => {
    const { code, stderr } = await run(["local", "reset"], { cwd: await makeFolder() });
    expect(code).toBe(EXIT.usage);
    expect(stderr).toContain("todo-api local reset --yes");
  });

  test.each([["n"], [""], ["nope"]])("changes nothing if %j is typed", async (output) => {
    const cwd = await makeFolder();
    await start(cwd);
    const { code, stderr } = await run(["local", "reset"], { cwd, typed: [output] });
    expect(code).toBe(EXIT.failure);
    expect(stderr).toContain("not confirmed; nothing was changed");
    expect((await run(["local", "status"], { cwd })).code).toBe(EXIT.ok);
  });

  test.each([
    [["--yes"], []],
    [[], ["y"]],
  ])("stops it and deletes only its folder if %j and %j are typed", async (flags, typed) => {
    const cwd = await makeFolder();
    const { pid } = await start(cwd);
    const target = { local: true, app: "todo-api", stage: "dev", region: "us-east-1" };
    writeTargetCache(cwd, { ...target, model: getBuiltInModel("customer"), settings: { throttle: "5/10" } });
    const { code } = await run(["local", "reset", ...flags], { cwd, typed });
    expect(code).toBe(EXIT.ok);
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(cwd, ".todo-api", "local"))).toBe(false);
    expect(readTargetCache(cwd, () => {})).toEqual({ version: 1, ...target, destroyed: true });
  });
});

test("a daemon whose folder is removed ends", async () => {
  const cwd = await makeFolder();
  const { pid } = await start(cwd);
  await rm(join(cwd, ".todo-api"), { recursive: true });
  await untilEnded(pid);
});

interface Started {
  readonly pid: number;
  readonly port: number;
}

async function start(cwd: string): Promise<Started> {
  const { stdout } = await run(["local", "start", "--json"], { cwd });
  return JSON.parse(stdout);
}

/** Limited by the test's own timeout. */
async function untilEnded(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Another program that listens on the port. */
async function occupy(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address ? address.port : port;
}

test("finds no running local cloud in a copy of a folder", async () => {
  const cwd = await makeFolder();
  await runBin(["local", "start"], { cwd });
  const copy = await makeFolder();
  await cp(cwd, copy, { recursive: true });
  expect((await runBin(["local", "status"], { cwd: copy })).stdout).toContain("Not running");
  await runBin(["local", "reset", "--yes"], { cwd: copy });
  expect((await runBin(["local", "status"], { cwd })).code).toBe(0);
});
