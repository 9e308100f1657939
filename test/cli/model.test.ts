import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteFunctionCommand, GetFunctionCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { describe, expect, test } from "vitest";
import { readTargetCache } from "../../src/config/target-cache.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { makeFolder, run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

const PLANTS = {
  name: "plant",
  labels: { one: "plant", many: "plants" },
  fields: {
    name: { type: "string", label: "Name", required: true },
    light: { type: "string", label: "Light", choices: ["sun", "shade"], default: "sun" },
  },
};

test("a stack keeps the model that it was deployed with, built in or from a file, until another one is given", async () => {
  const local = await startTestCloud();
  try {
    const cwd = await makeDeployedFolder(local);
    writeFileSync(join(cwd, "plants.json"), JSON.stringify(PLANTS));
    const deployed = await run(["deploy", "--model", "./plants.json"], { cwd });
    expect(deployed).toMatchObject({ code: 0 });
    expect(readTargetCache(cwd, () => {})).toMatchObject({ model: { name: "plant" } });

    const items = `${deployed.stdout.trim()}/items`;
    const made = await post(items, { name: "Fern" });
    expect(made).toMatchObject({ name: "Fern", light: "sun", version: 1 });
    expect(await post(items, { name: "Fern", light: "dark", title: "x" })).toMatchObject({
      status: 400,
      errors: [{ pointer: "#/title" }, { pointer: "#/light", detail: 'light must be one of "sun", "shade"' }],
    });

    const elsewhere = await makeDeployedFolder(local);
    const again = await run(["plan", "--exit-code"], { cwd: elsewhere });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/Nothing to do/) });
    const other = await run(["plan", "--model", "todo"], { cwd: elsewhere });
    expect(other.stdout).toMatch(/MODEL:\n {10}- name: plant\n[\s\S]*\n {10}\+ name: todo\n/);

    const cloud = await connect(local);
    const FunctionName = "todo-api-dev-read";
    await cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: {} } }));
    expect(await run(["deploy"], { cwd: elsewhere })).toMatchObject({ code: 0 });
    const { Configuration } = await cloud.lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(Configuration?.Environment?.Variables?.["MODEL"]).toMatch(/"plant"/);

    const damaged = { Variables: { MODEL: "{}" } };
    await cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: damaged }));
    expect(await run(["deploy"], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is not a valid model/),
    });
    expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: 0 });
  } finally {
    await local.stop();
  }
});

test("a file may have the name of a built-in model only with its content", async () => {
  const cwd = await makeFolder();
  const text = readFileSync(join(PACKAGE_ROOT, "handlers", "models", "todo.json"), "utf8");
  writeFileSync(join(cwd, "copy.json"), text);
  expect(await run(["openapi", "--model", "./copy.json"], { cwd })).toMatchObject({ code: 0 });
  writeFileSync(join(cwd, "copy.json"), text.replace("500", "400"));
  expect(await run(["deploy", "--local", "--model", "./copy.json"], { cwd })).toMatchObject({
    code: 2,
    stderr: `todo-api-dev on the local cloud (.todo-api/local)\nerror: the model ./copy.json (from --model) has the name of a built-in model, "todo"; give it another name\n`,
  });
});

test("items that were kept, or whose functions are missing, keep the model that they were created with, from any folder", async () => {
  const local = await startTestCloud();
  try {
    const cwd = await makeDeployedFolder(local);
    const elsewhere = await makeDeployedFolder(local);
    writeFileSync(join(cwd, "plants.json"), JSON.stringify(PLANTS));
    const stage = ["--stage", "crm"];
    await run(["deploy", ...stage, "--model", "customer"], { cwd });
    const cloud = await connect(local);
    await cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: "todo-api-crm-read" }));
    const planned = await run(["plan", ...stage], { cwd: elsewhere });
    expect(planned).toMatchObject({ code: 0, stdout: expect.stringContaining("2 to create") });
    expect(planned.stdout).not.toContain("MODEL");

    expect(await run(["destroy", "--yes", "--keep-data", ...stage], { cwd: elsewhere })).toMatchObject({ code: 0 });
    expect(await run(["deploy", ...stage], { cwd: elsewhere })).toMatchObject({ code: 0 });
    expect(readTargetCache(elsewhere, () => {})).toMatchObject({ model: { name: "customer" } });

    await run(["deploy", "--model", "./plants.json"], { cwd });
    await run(["destroy", "--yes", "--keep-data"], { cwd });
    const refused = await run(["deploy"], { cwd: elsewhere });
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining("use a model named plant") });
    expect(await run(["deploy", "--model", "./plants.json"], { cwd })).toMatchObject({ code: 0 });
  } finally {
    await local.stop();
  }
});

test("deploys an edit of the user's own model file, wherever the folder was moved to", async () => {
  const local = await startTestCloud();
  try {
    const old = await makeDeployedFolder(local);
    mkdirSync(join(old, "models"));
    writeFileSync(join(old, "models", "plants.json"), JSON.stringify(PLANTS));
    await run(["deploy", "--model", join(old, "models", "plants.json")], { cwd: old });
    expect(readTargetCache(old, () => {})).toMatchObject({ modelFile: "models/plants.json" });

    const cwd = await makeDeployedFolder(local);
    renameSync(join(old, "models"), join(cwd, "models"));
    renameSync(join(old, ".todo-api", "target.json"), join(cwd, ".todo-api", "target.json"));
    expect((await run(["plan", "--exit-code"], { cwd })).code).toBe(0);
    const height = { type: "integer", label: "Height" };
    const grown = { ...PLANTS, fields: { ...PLANTS.fields, height } };
    writeFileSync(join(cwd, "models", "plants.json"), JSON.stringify(grown));
    expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/height/),
    });
    expect((await run(["deploy"], { cwd })).code).toBe(0);
    expect((await run(["items", "add", "Fern", "--height", "3"], { cwd })).code).toBe(0);

    // Another folder deploys another model; this folder's file, edited or not, does not restore its own.
    const elsewhere = await makeDeployedFolder(local);
    writeFileSync(join(elsewhere, "pots.json"), JSON.stringify({ ...grown, name: "pot" }));
    await run(["deploy", "--model", "pots.json"], { cwd: elsewhere });
    writeFileSync(join(cwd, "models", "plants.json"), JSON.stringify(PLANTS));
    expect((await run(["plan", "--exit-code"], { cwd })).code).toBe(0);
    expect((await run(["deploy"], { cwd })).code).toBe(0);
    expect(readTargetCache(cwd, () => {})).not.toHaveProperty("modelFile");

    // An invalid file is an error, and nothing changes. Without its file, the deployed model stays.
    writeFileSync(join(elsewhere, "pots.json"), "{");
    const broken = await run(["deploy"], { cwd: elsewhere });
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining("pots.json (from the last deploy)") });
    rmSync(join(elsewhere, "pots.json"));
    expect((await run(["plan", "--exit-code"], { cwd: elsewhere })).code).toBe(0);
  } finally {
    await local.stop();
  }
});

async function post(url: string, value: object): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  return (await fetch(url, { method: "POST", headers, body: JSON.stringify(value) })).json();
}

describe("rejects an invalid model before anything is changed", () => {
  test.each<readonly [string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
    [
      "an unknown name",
      ["--model", "custmer"],
      {},
      /model "custmer" \(from --model\) not found \(did you mean "customer"\?\)/,
    ],
    ["a missing file", ["--model", "./none.json"], {}, /no file/],
    ["a file that is not JSON", ["--model", "broken.json"], {}, /not valid JSON/],
    [
      "a file with two faults",
      [],
      { TODO_API_MODEL: "./faults.json" },
      /from TODO_API_MODEL[\s\S]*\n {2}labels [\s\S]*\n {2}fields /,
    ],
    ["an empty flag", ["--model", ""], { TODO_API_MODEL: "todo" }, /from --model\) is empty/],
  ])("%s", async (_what, flags, env, message) => {
    const cwd = await makeFolder();
    writeFileSync(join(cwd, "broken.json"), "{");
    writeFileSync(join(cwd, "faults.json"), '{"name":"x"}');
    for (const command of ["deploy", "plan"])
      expect(
        await run([command, "--endpoint-url", "http://127.0.0.1:9", "--region", "x", ...flags], { cwd, env }),
      ).toMatchObject({
        code: 2,
        stdout: "",
        stderr: expect.stringMatching(message),
      });
  });
});
