import { expect, test } from "vitest";
import { getBuiltInModel } from "../../src/api/model/read-model.ts";
import { EXIT } from "../../src/errors.ts";
import { parseFieldNames, parseSort, sortByPosition, sortItems } from "../../src/items/sort-items.ts";

const TODO = getBuiltInModel("todo");
const ITEMS = [
  { id: "1", title: "item 10", order: 2 },
  { id: "2", title: "Item 9" },
  { id: "3", title: "éclair", completed: true, order: -1 },
  { id: "4", title: "fig", completed: false, order: 2 },
];

test.each([
  ["title", "3421" /* é is next to e */],
  ["title:desc", "1243"],
  ["order", "3142"],
  ["order:desc", "1432"],
  ["order:desc,title:desc", "1432"],
  ["id:desc", "4321"],
])("items are sorted by %s, and those without it come last", (by, ids) => {
  expect(
    sortItems(ITEMS, parseSort(by, TODO))
      .map(({ id }) => id)
      .join(""),
  ).toBe(ids);
});

test("sorts items by their order, and those without one by their creation time", () => {
  const at = (minute: number) => ({ createdAt: new Date(minute * 60_000).toISOString() });
  const items = [
    { id: "1", ...at(1) },
    { id: "2", ...at(2), order: 7 },
    { id: "3", ...at(3), order: 60_000.5 },
    { id: "4", ...at(4), order: -1 },
    { id: "5", ...at(5), order: 7 },
  ];
  expect(sortByPosition(items).map(({ id }) => id)).toEqual(["4", "2", "5", "1", "3"]);
});

test.each([
  ["titel", '--sort: unknown field "titel" (did you mean "title"?)'],
  ["title:up", '--sort must be a field, or a field with :asc or :desc, such as createdAt:desc, not "title:up"'],
  ["", '--sort: unknown field ""'],
])("rejects %j", (by, message) => {
  const rejection = { exitCode: EXIT.usage, message: expect.stringContaining(message) };
  expect(() => parseSort(by, TODO)).toThrow(expect.objectContaining(rejection));
});

test("accepts the fields of the model and of the service for --json", () => {
  expect(parseFieldNames("createdAt, title", TODO)).toEqual(["createdAt", "title"]);
  expect(() => parseFieldNames("secret", TODO)).toThrow(expect.objectContaining({ exitCode: EXIT.usage }));
});
