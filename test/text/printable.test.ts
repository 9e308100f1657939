import { describe, expect, it } from "vitest";
import { toPrintable, toPrintableJson } from "../../src/text/printable.ts";

describe("text for a terminal", () => {
  it.each([
    ["an escape sequence", "\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"],
    ["the one-character form of a sequence", "\u009b2J", "\\x9b2J"],
    ["a title change", "\x1b]0;owned\x07", "\\x1b]0;owned\\x07"],
    ["line breaks and tabs", "a\r\nb\tc", "a\\r\\nb\\tc"],
    ["delete and backspace", "a\x7f\b", "a\\x7f\\x08"],
    ["marks that reverse text", "a\u202eb", "a\\u202eb"],
    ["a line separator", "a\u2028b", "a\\u2028b"],
  ])("shows %s without effect on the terminal", (_, text, shown) => {
    expect(toPrintable(text)).toBe(shown);
  });

  it("leaves letters of every script, emoji and accents unchanged", () => {
    const text = "Ünï 牛乳 👩‍👩‍👧‍👦 cafe\u0301 שלום";
    expect(toPrintable(text)).toBe(text);
  });
});

describe("JSON for a terminal", () => {
  it("has no control character, and parses to the same value", () => {
    const value = { title: "\x1b[31m \u009b2J \x7f \u2028 \u202e ok" };
    const json = toPrintableJson(value);
    expect(json).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(json)).toEqual(value);
  });
});
