import { describe, expect, it } from "vitest";
import { displayWidth, padTo, truncate } from "../../src/text/display-width.ts";

const FAMILY = "👩‍👩‍👧‍👦";

describe("the width of a text on a terminal", () => {
  it.each([
    ["plain ASCII", "Buy milk", 8],
    ["Latin with a combining accent", "cafe\u0301", 4],
    ["Chinese and Japanese", "牛乳を買う", 10],
    ["Korean", "우유", 4],
    ["fullwidth forms", "ＡＢ", 4],
    ["halfwidth katakana", "ｱｲ", 2],
    ["an emoji", "🥛", 2],
    ["an emoji with a skin tone", "👍🏽", 2],
    ["a family joined from four emoji", FAMILY, 2],
    ["a flag of two letters", "🇩🇪", 2],
    ["a heart shown as text", "❤", 1],
    ["a heart shown as emoji", "❤️", 2],
    ["a zero-width space", "a\u200bb", 2],
    ["nothing", "", 0],
  ])("counts %s", (_, text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  it("pads to columns, not to code units", () => {
    expect(padTo("牛乳", 6)).toBe("牛乳  ");
    expect(padTo("long enough", 4)).toBe("long enough");
  });
});

describe("truncating a text to columns", () => {
  it("returns a text that fits unchanged", () => {
    expect(truncate("Buy milk", 8)).toBe("Buy milk");
  });

  it("ends a truncated text with an ellipsis, within the columns", () => {
    expect(truncate("Buy some milk", 8)).toBe("Buy som…");
    expect(truncate("Buy milk and bread", 9)).toBe("Buy milk…");
  });

  it("never exceeds the columns by half of a wide character", () => {
    expect(truncate("牛乳を買う", 6)).toBe("牛乳…");
    expect(displayWidth(truncate("牛乳を買う", 6))).toBe(5);
  });

  it("never splits an emoji", () => {
    expect(truncate(`${FAMILY}${FAMILY}${FAMILY}`, 5)).toBe(`${FAMILY}${FAMILY}…`);
  });

  it("fits any text into any number of columns", () => {
    const texts = ["Buy milk", "牛乳を買う", `a${FAMILY}b`, "cafe\u0301 au lait", "🇩🇪🇫🇷"];
    for (const text of texts)
      for (let columns = 0; columns <= 12; columns += 1)
        expect(displayWidth(truncate(text, columns))).toBeLessThanOrEqual(columns);
  });
});
