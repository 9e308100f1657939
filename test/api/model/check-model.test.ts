import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkValue } from "../../../handlers/check-value.ts";
import { readModel as readFunctionModel } from "../../../handlers/model.ts";
import { checkModel } from "../../../src/api/model/check-model.ts";
import { modelText } from "../../../src/api/model/model.ts";
import { builtInModelNames, readModel } from "../../../src/api/model/read-model.ts";
import { resolveSettings } from "../../../src/config/stack-settings.ts";
import { PACKAGE_ROOT } from "../../../src/package/package-root.ts";
import { pageEnvironment } from "../../../src/stack/page-content.ts";

const PLANT = {
  name: "plant",
  labels: { one: "plant", many: "plants" },
  fields: { name: { type: "string", label: "Name", required: true } },
};

test.each(builtInModelNames().map((name) => [name]))(
  "the built-in model %s is valid and has the name of its file",
  (name) => {
    const file = new URL(`../../../handlers/models/${name}.json`, import.meta.url);
    expect(checkModel(JSON.parse(readFileSync(file, "utf8")))).toMatchObject({ model: { name } });
  },
);

test("fills in defaults, and accepts the result", () => {
  const { model } = checkModel(PLANT);
  expect(model).toMatchObject({ fields: { name: { minLength: 1, maxLength: 500 } }, columns: ["name"] });
  expect(checkModel(JSON.parse(modelText(model ?? fail())))).toEqual({ model });
});

test("keeps the order of the fields", () => {
  const fields = {
    zulu: PLANT.fields.name,
    alpha: { type: "boolean", label: "A" },
    mike: { type: "integer", label: "M" },
  };
  expect(Object.keys(checkModel({ ...PLANT, fields }).model?.fields ?? {})).toEqual(["zulu", "alpha", "mike"]);
});

describe("reports each fault with its location", () => {
  test.each<readonly [string, unknown, string, RegExp]>([
    ["an array", [], "the model", /JSON object/],
    ["an unknown key", { ...PLANT, color: 1 }, "color", /is unknown/],
    ["a misspelled key", { ...PLANT, label: PLANT.labels }, "label", /did you mean "labels"/],
    ["no name", { ...PLANT, name: undefined }, "name", /^is required: 1 to 30 lowercase/],
    ["an uppercase name", { ...PLANT, name: "A Plant" }, "name", /^must be 1 to 30 lowercase/],
    ["no labels", { ...PLANT, labels: undefined }, "labels", /^is required: an object, .*plants/],
    ["labels that are a string", { ...PLANT, labels: "plants" }, "labels", /^must be an object, .*plants/],
    ["no plural", { ...PLANT, labels: { one: "a" } }, "labels.many", /^is required: a single-line/],
    [
      "a label with a line break",
      { ...PLANT, labels: { one: "a\nb", many: "b" } },
      "labels.one",
      /^must be a single-line/,
    ],
    ["no fields", { ...PLANT, fields: undefined }, "fields", /^is required: an object of 1 to 30/],
    ["an empty object of fields", { ...PLANT, fields: {} }, "fields", /^must be an object of 1 to 30/],
    ["no heading", withField("note", { type: "string", label: "N" }, {}), "fields", /required/],
    [
      "a heading of several lines",
      withField("a", { ...PLANT.fields.name, multiline: true }, {}),
      "fields",
      /single-line/,
    ],
    [
      "a name that every JavaScript object has",
      withField("toString", { type: "boolean", label: "T" }),
      "fields.toString",
      /reserved/,
    ],
    [
      "a field whose flag removes another",
      withField("noName", { type: "boolean", label: "N" }),
      "fields.noName",
      /the flag --no-name, which is reserved for the field name/,
    ],
    [
      "a field name with a hyphen",
      withField("my-field", { type: "boolean", label: "M" }),
      "fields.my-field",
      /letters and digits/,
    ],
    [
      "__proto__",
      JSON.parse('{"fields":{"__proto__":{"type":"boolean","label":"P"}}}'),
      'fields."__proto__"',
      /must have a name/,
    ],
    ...["id", "url", "version", "pk", "expiresAt", "limit", "json"].map(
      (name) =>
        [`the name ${name}`, withField(name, { type: "boolean", label: "X" }), `fields.${name}`, /reserved/] as const,
    ),
    [
      "an unknown type",
      withField("a", { type: "date", label: "A" }),
      "fields.a.type",
      /be string, number, integer or boolean/,
    ],
    [
      "a string limit on a number",
      withField("a", { type: "number", label: "A", maxLength: 3 }),
      "fields.a.maxLength",
      /is unknown/,
    ],
    [
      "a maximum length of 0",
      withField("a", { type: "string", label: "A", maxLength: 0 }),
      "fields.a.maxLength",
      /between 1/,
    ],
    [
      "a minimum length above the maximum",
      withField("a", { type: "string", label: "A", minLength: 9, maxLength: 3 }),
      "fields.a.minLength",
      /between 0 and 3/,
    ],
    [
      "an unknown format",
      withField("a", { type: "string", label: "A", format: "uri" }),
      "fields.a.format",
      /be email, tel or url/,
    ],
    [
      "an email of several lines",
      withField("a", { type: "string", label: "A", format: "email", multiline: true }),
      "fields.a.multiline",
      /email/,
    ],
    [
      "equal choices",
      withField("a", { type: "string", label: "A", choices: ["x", "x"] }),
      "fields.a.choices",
      /different/,
    ],
    [
      "a default that is not a choice",
      withField("a", { type: "string", label: "A", choices: ["x"], default: "y" }),
      "fields.a.default",
      /choices/,
    ],
    [
      "a default that is too long",
      withField("a", { type: "string", label: "A", maxLength: 2, default: "abc" }),
      "fields.a.default",
      /^must be a single-line string of 1 to 2 characters/,
    ],
    [
      "a default with a format",
      withField("a", { type: "string", label: "A", format: "url", default: "https://example.com" }),
      "fields.a.default",
      /^cannot be combined with the format url/,
    ],
    [
      "a minimum above the maximum",
      withField("a", { type: "number", label: "A", minimum: 2, maximum: 1 }),
      "fields.a.minimum",
      /above/,
    ],
    [
      "a default that is out of range",
      withField("a", { type: "integer", label: "A", maximum: 1, default: 2 }),
      "fields.a.default",
      /between/,
    ],
    [
      "a fractional limit on an integer",
      withField("a", { type: "integer", label: "A", minimum: 0.5 }),
      "fields.a.minimum",
      /whole/,
    ],
    [
      "a limit beyond the safe integers",
      withField("a", { type: "number", label: "A", maximum: 1e300 }),
      "fields.a.maximum",
      /^must be a number between -9007199254740991 and 9007199254740991$/,
    ],
    ["31 fields", { ...PLANT, fields: { ...PLANT.fields, ...fields(30) } }, "fields", /\(31, maximum 30\)/],
    [
      "a default of a required field",
      withField("a", { type: "boolean", label: "A", required: true, default: true }),
      "fields.a.default",
      /required field/,
    ],
    [
      "a flag that is a string",
      withField("a", { type: "boolean", label: "A", required: "yes" }),
      "fields.a.required",
      /true or false/,
    ],
    ["an unknown column", { ...PLANT, columns: ["name", "color"] }, "columns", /without duplicates: name/],
    ["a column twice", { ...PLANT, columns: ["name", "name"] }, "columns", /without duplicates/],
    [
      "more than a function's environment holds",
      { ...PLANT, fields: { ...PLANT.fields, ...manyFields() } },
      "the model",
      /maximum 4096/,
    ],
  ])("%s", (_what, value, where, why) => {
    const fault = checkModel(value).faults?.find((one) => one.where === where);
    expect(fault?.why, JSON.stringify(checkModel(value).faults)).toMatch(why);
  });

  test("accepts a model that just fits a function's environment, and rejects one byte more", () => {
    const withChoices = (count: number) => checkModel({ ...PLANT, fields: { ...PLANT.fields, ...largeFields(count) } });
    const most = Array.from({ length: 50 }, (_, index) => 50 - index).find((count) => withChoices(count).model) ?? 0;
    const text = JSON.stringify(withChoices(most).model);
    const bytes = Buffer.byteLength(JSON.stringify({ MODEL: text }));
    expect(bytes).toBeLessThanOrEqual(4096 - 128);
    expect(bytes).toBeGreaterThan(4096 - 128 - 50);
    const name = { app: "a".repeat(20), stage: "s".repeat(10) };
    const model = readModel({ value: "todo", source: "the test" }, PACKAGE_ROOT);
    const page = pageEnvironment({
      name,
      model,
      settings: resolveSettings({ allowClear: "false", auth: "api-key" }, name),
    });
    const days = { TABLE_NAME: "x".repeat(31), EXPIRE_COMPLETED_DAYS: "3650" };
    for (const { MODEL: _, ...others } of [page, { ...days, MODEL: text }])
      expect(Buffer.byteLength(JSON.stringify(others))).toBeLessThanOrEqual(128);
    expect(withChoices(most + 1).faults).toMatchObject([{ where: "the model" }]);
  });

  test("reports all faults together", () => {
    const { faults = [] } = checkModel({ name: 1, labels: {}, fields: { a: { type: "x" } }, columns: 1 });
    expect(faults.map(({ where }) => where)).toEqual(
      expect.arrayContaining([
        "name",
        "labels.one",
        "labels.many",
        "fields.a.label",
        "fields.a.type",
        "fields",
        "columns",
      ]),
    );
  });
});

test.each<readonly [object, unknown]>([
  [{ type: "string", multiline: true }, "a\u0007b"],
  [{ type: "string", multiline: true }, "a\ud800b"],
  [{ type: "string", multiline: true }, "a\tb\r\nc"],
  [{ type: "string" }, "a\nb"],
  [{ type: "string", maxLength: 2 }, "\u{1f331}\u{1f331}"],
  [{ type: "string", minLength: 0 }, ""],
  [{ type: "string" }, ""],
  [{ type: "number" }, 1e-131],
  [{ type: "number", minimum: -1 }, -1e-130],
  [{ type: "number" }, 0],
  [{ type: "integer" }, 1.5],
])("accepts a default of %j exactly if the functions do: %j", (properties, value) => {
  const { model } = checkModel(withField("a", { ...properties, label: "A", default: value }));
  const field = readFunctionModel({
    MODEL: modelText(checkModel(withField("a", { ...properties, label: "A" })).model ?? fail()),
  }).fields["a"];
  expect(model !== undefined).toBe(checkValue(field ?? fail(), value).fault === undefined);
});

function withField(name: string, field: object, others: object = PLANT.fields): object {
  return { ...PLANT, fields: { ...others, [name]: field } };
}

function fields(count: number): object {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`f${index}`, { type: "boolean", label: "F" }]),
  );
}

function manyFields(): object {
  const choices = Array.from({ length: 50 }, (_, index) => `a choice that is rather long ${index}`);
  return Object.fromEntries(["a", "b", "c"].map((name) => [name, { type: "string", label: name, choices }]));
}

/** A field that fills more than half of a function's environment, and one with a number of choices of 40 bytes. */
function largeFields(count: number): object {
  const choices = (length: number) => Array.from({ length }, (_, index) => `${index}`.padStart(36, "a choice "));
  return {
    half: { type: "string", label: "Half", choices: choices(50) },
    more: { type: "string", label: "More", choices: choices(count) },
  };
}

function fail(): never {
  throw new Error("no model");
}
