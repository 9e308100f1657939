import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { makeFolder, run } from "../support/run.ts";

const FORMS = [[[]], [["--model", "customer"]], [["--no-allow-clear"]], [["--stage", "prod"]]] as const;

describe.each(FORMS)("todo-api openapi %j", (flags) => {
  test("prints the same valid OpenAPI 3 document as JSON and YAML, without a region or local cloud", async () => {
    const cwd = await makeFolder();
    const json = await run(["openapi", "--json", ...flags], { cwd });
    expect(json).toMatchObject({ code: 0, stderr: "" });
    const yaml = await run(["openapi", ...flags], { cwd });
    expect(yaml).toMatchObject({ code: 0, stderr: "" });

    const [fromJson, fromYaml] = [new Validator(), new Validator()];
    expect(await fromJson.validate(JSON.parse(json.stdout))).toEqual({ valid: true });
    expect(await fromYaml.validate(yaml.stdout)).toEqual({ valid: true });
    expect(fromYaml.specification).toEqual(JSON.parse(json.stdout));
  });
});

test("a model's field appears in every schema, with its limits", async () => {
  const { stdout } = await run(["openapi", "--json", "--model", "customer"], { cwd: await makeFolder() });
  const { schemas } = JSON.parse(stdout).components;
  const company = { type: "string", title: "Company", minLength: 1, maxLength: 200 };
  expect(schemas.NewItem).toMatchObject({ required: ["name", "email"], properties: { company } });
  expect(schemas.Item.properties).toMatchObject({ company, email: { example: "ann@example.com" } });
  expect(schemas.ItemChanges.properties).toMatchObject({ company: { ...company, nullable: true } });
  expect(schemas.ItemChanges.properties.name).not.toHaveProperty("nullable");
});

test.each([
  [["--json", "--yaml"], /cannot be combined/],
  [["--model", "nobody"], /model "nobody" .* not found/],
])("rejects %j", async (flags, message) => {
  const { code, stdout, stderr } = await run(["openapi", ...flags], { cwd: await makeFolder() });
  expect(code).toBe(2);
  expect(`${stdout}${stderr}`).toMatch(message);
});
