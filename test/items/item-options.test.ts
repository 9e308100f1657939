import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { parseLimit, parseVersion } from "../../src/items/item-options.ts";
import { parseFields, parseValue } from "../../src/items/parse-fields.ts";

const NUMBER = { type: "number", label: "Order" } as const;

describe("the options of items", () => {
  it.each([
    ["10", 10],
    ["-2.5", -2.5],
    ["0", 0],
    ["1e3", 1000],
    [".5", 0.5],
  ])("accept %s as a number", (text, value) => {
    expect(parseValue(NUMBER, text)).toEqual({ value });
  });

  it.each(["", "abc", "1,5", "Infinity", "0x10", "1 2", "NaN"])("reject %j as a number", (text) => {
    expect(parseValue(NUMBER, text)).toEqual({ fault: `must be a number, not "${text}"` });
  });

  it.each(["1e999", "-1e999"])("reject %j as out of range", (text) => {
    expect(parseValue(NUMBER, text)).toEqual({ fault: `is out of range: "${text}"` });
  });

  it("accept a number of items of 1 or more", () => {
    expect(parseLimit("1")).toBe(1);
    expect(parseLimit("5000")).toBe(5000);
  });

  it.each(["0", "-1", "1.5", "", "all", "99999999999999999999"])("reject %j as a number of items", (text) => {
    expect(() => parseLimit(text)).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
  });

  it("reject a number of items that is too large by its limit", () => {
    expect(() => parseLimit("99999999999999999999")).toThrow("--limit must be at most 9007199254740991, not");
  });

  it("accept whole numbers, switches and choices, and explain other values", () => {
    expect(parseValue({ type: "integer", label: "Pots" }, "2.5")).toEqual({
      fault: 'must be a whole number, not "2.5"',
    });
    expect(parseValue({ type: "boolean", label: "Potted" }, "Yes")).toEqual({ value: true });
    expect(parseValue({ type: "boolean", label: "Potted" }, "x")).toEqual({ fault: 'must be true or false, not "x"' });
    const light = { type: "string", label: "Light", choices: ["shade", "sun"] } as const;
    expect(parseValue(light, "SUN")).toEqual({ value: "sun" });
    expect(parseValue(light, "shad")).toEqual({ fault: 'must be shade or sun, not "shad" (did you mean "shade"?)' });
  });

  it("cannot remove a field with a default", () => {
    const fields = { light: { type: "string", label: "Light", choices: ["shade", "sun"], default: "sun" } } as const;
    const model = { name: "plant", labels: { one: "plant", many: "plants" }, fields, columns: [] };
    expect(() => parseFields(model, { light: false })).toThrow("light has a default and cannot be removed");
  });

  it("accept a version as a number or an ETag", () => {
    expect(parseVersion("3")).toBe(3);
    expect(parseVersion('"12"')).toBe(12);
  });

  it.each(["", "0", 'W/"1"', "*", "1.5"])("reject %j as a version", (text) => {
    expect(() => parseVersion(text)).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
  });
});
