import { describe, expect, it } from "vitest";
import { nextPage } from "../../src/items/next-page.ts";

describe("the next page of a Link header", () => {
  it.each([
    ["the API's own format", '<http://127.0.0.1:1/dev/items?limit=2&cursor=abc>; rel="next"', "?limit=2&cursor=abc"],
    ["no quotes", "<https://x/items?cursor=a>; rel=next", "?cursor=a"],
    ["several links", '<https://x/i?c=1>; rel="prev", <https://x/i?c=3>; rel="next"', "?c=3"],
    ["several relations", '<https://x/i?c=3>; title="a"; rel="last next"', "?c=3"],
    ["commas in the URL", '<https://x/i?c=1,2>; rel="next"', "?c=1,2"],
  ])("is read from %s", (_, link, query) => {
    expect(nextPage(link)).toBe(query);
  });

  it.each([
    ["no header", null],
    ["another relation", '<https://x/i?c=1>; rel="prev"'],
    ["a relation that only starts with next", '<https://x/i?c=1>; rel="nextish"'],
    ["a link without a query", '<https://x/i>; rel="next"'],
    ["nonsense", "next"],
  ])("is undefined with %s", (_, link) => {
    expect(nextPage(link)).toBeUndefined();
  });
});
