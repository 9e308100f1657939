import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { FAULT_KINDS } from "../../src/local/faults/fault.ts";
import { makeFolder, run } from "../support/run.ts";

describe("local fault", () => {
  test("sets a fault, lists it with the calls that it failed, and clears all", async () => {
    const cwd = await startedCloud();
    const set = await run(
      ["local", "fault", "throttle", "--operation", "CreateTable", "--times", "2", "--seconds", "1"],
      { cwd },
    );
    expect(set).toEqual({
      code: EXIT.ok,
      stdout: "set      throttle at calls 1 to 2 of CreateTable, 1 s\n",
      stderr: "the local cloud (.todo-api/local)\n",
    });
    expect(await run(["local", "fault", "expire-credentials", "--call", "500"], { cwd })).toMatchObject({
      stdout: "set      throttle at calls 1 to 2 of CreateTable, 1 s\nset      expire-credentials from call 500\n",
    });
    expect(await run(["deploy", "--local"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["local", "fault", "--list"], { cwd })).toMatchObject({
      stdout: "set      expire-credentials from call 500\nfired    throttle at dynamodb CreateTable, 2 times\n",
    });
    expect(await run(["local", "fault", "--clear"], { cwd })).toMatchObject({
      code: EXIT.ok,
      stdout: "cleared  expire-credentials from call 500\nfired    throttle at dynamodb CreateTable, 2 times\n",
    });
    expect((await run(["local", "fault", "--clear"], { cwd })).stdout).toBe("No faults were set.\n");
    expect((await run(["local", "fault", "--list"], { cwd })).stdout).toBe("No faults are set, and none have fired.\n");
  });

  test("prints one document with --json", async () => {
    const cwd = await startedCloud();
    const { code, stdout, stderr } = await run(["local", "fault", "slow", "--json"], { cwd });
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ pending: [{ kind: "slow" }], fired: [] });
  });

  test("rejects an invalid fault with a usage error, and sets nothing", async () => {
    const cwd = await startedCloud();
    for (const [words, message] of MISTAKES) {
      const { code, stdout, stderr } = await run(["local", "fault", ...words], { cwd });
      expect({ words, code, stdout }).toEqual({ words, code: EXIT.usage, stdout: "" });
      expect(stderr).toContain(message);
    }
    expect(await run(["local", "fault"], { cwd })).toMatchObject({
      stdout: "No faults are set, and none have fired.\n",
    });
  });

  test("reports that the local cloud is not running", async () => {
    const { code, stdout, stderr } = await run(["local", "fault", "slow"], { cwd: await makeFolder() });
    expect({ code, stdout }).toEqual({ code: EXIT.notFound, stdout: "" });
    expect(stderr).toContain("the local cloud of this folder is not running");
    expect(stderr).toContain("todo-api local start");
  });

  test("names every kind in its help", async () => {
    const { stdout } = await run(["local", "fault", "--help"], { cwd: await makeFolder() });
    const listed = [...stdout.matchAll(/^ {2}([a-z][a-z0-9-]+) {2,}[a-z]/gm)].map(([, kind]) => kind);
    expect(listed.filter((kind) => kind !== "kind")).toEqual([...FAULT_KINDS]);
  });
});

describe("credentials that expire halfway", () => {
  test("are reported first, and the same command continues with new ones", async () => {
    const cwd = await startedCloud();
    await run(["local", "fault", "expire-credentials", "--operation", "CreateRestApi"], { cwd });
    const { code, stdout, stderr } = await run(["deploy", "--local"], { cwd });
    expect({ code, stdout }).toEqual({ code: EXIT.partial, stdout: "" });
    expect(stderr).toContain("\nerror: the credentials have expired: renew them first. ");
    expect(stderr).toContain("Run the command again to continue.");
    expect(stderr).toContain("aws sso login");
    await run(["local", "fault", "--clear"], { cwd });
    expect(await run(["deploy", "--local"], { cwd })).toMatchObject({ code: EXIT.ok });
  });

  test("exit with the code for credentials if nothing was changed yet", async () => {
    const cwd = await startedCloud();
    await run(["local", "fault", "expire-credentials"], { cwd });
    for (const flags of [["--model", "todo"], []]) {
      const { code, stderr } = await run(["deploy", "--local", ...flags], { cwd });
      expect(code).toBe(EXIT.auth);
      expect(stderr).toContain("\nerror: could not read the settings of todo-api-dev: the credentials have expired; ");
    }
  });
});

const MISTAKES: readonly (readonly [readonly string[], string])[] = [
  [["explode"], "the fault kind must be throttle,"],
  [["slow", "--operation", "MakeCoffee"], "the local cloud has no operation MakeCoffee;"],
  [["slow", "--seconds", "5000"], '--seconds must be a number of seconds from 0 to 3600, such as 5 or 0.5, not "5000"'],
  [["slow", "--call", "0"], '--call must be a whole number from 1 to 999999999, not "0"'],
  [["slow", "--seconds", "soon"], '--seconds must be a number of seconds from 0 to 3600, such as 5 or 0.5, not "soon"'],
  [["slow", "--clear"], "a fault and --clear cannot be combined"],
  [["--call", "3"], "--call requires a kind of fault"],
];

async function startedCloud(): Promise<string> {
  const cwd = await makeFolder();
  expect(await run(["local", "start"], { cwd })).toMatchObject({ code: EXIT.ok });
  return cwd;
}
