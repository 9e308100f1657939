import { describe, expect, it } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { parseLimit, parseOrder } from "../../src/items/item-options.ts";

describe("the options of items", () => {
  it.each([
    ["10", 10],
    ["-2.5", -2.5],
    ["0", 0],
    ["1e3", 1000],
    [".5", 0.5],
  ])("take %s as an order", (text, order) => {
    expect(parseOrder(text)).toBe(order);
  });

  it.each(["", "abc", "1,5", "Infinity", "0x10", "1 2", "NaN"])("refuse %j as an order", (text) => {
    expect(() => parseOrder(text)).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
  });

  it("take a number of items of 1 or more", () => {
    expect(parseLimit("1")).toBe(1);
    expect(parseLimit("5000")).toBe(5000);
  });

  it.each(["0", "-1", "1.5", "", "all", "99999999999999999999"])("refuse %j as a number of items", (text) => {
    expect(() => parseLimit(text)).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
  });
});
