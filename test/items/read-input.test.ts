import { describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { readInput } from "../../src/items/input/read-input.ts";
import { toEntries } from "../../src/items/input/to-entries.ts";
import type { Fields } from "../../src/items/item.ts";
import { shippedModel } from "../../src/model/read-model.ts";

const TODO = shippedModel("todo");
const CUSTOMER = shippedModel("customer");

async function read(
  text: string | Uint8Array,
  { model = TODO, format = undefined as unknown, given = {} as Fields } = {},
) {
  const input = await readInput(Buffer.from(text), format, model);
  const entries = toEntries(input, given, model);
  return { format: input.format, entries, fields: entries.map(({ fields }) => fields) };
}

const refused = (message: string) =>
  expect.objectContaining({ exitCode: EXIT.usage, message: expect.stringContaining(message) });

describe("what standard input looks like", () => {
  test.each([
    ["lines", "Buy milk\nCall Ann\n"],
    ["lines", "Buy milk, eggs\nCall Ann\n"],
    ["lines", "The title\nof a book\n"],
    ["ndjson", '{"title":"a"}\n{"title":"b"}\n'],
    ["json", '[\n  {"title": "a"}\n]\n'],
    ["csv", "title,completed\na,true\n"],
    ["csv", '\uFEFF"Title";"Completed"\r\na;true\r\n'],
    ["csv", "Order\tTitle\n1\ta\n"],
    ["csv", "title\nOnly title\n"],
  ])("is %s for %j", async (format, text) => {
    expect((await read(text)).format).toBe(format);
  });

  test("is what --format says, and no other than those that there are", async () => {
    expect((await read("title\na\n", { format: "lines" })).fields).toEqual([{ title: "title" }, { title: "a" }]);
    expect(await read("title\na\n", { format: "csv" })).toMatchObject({ format: "csv", fields: [{ title: "a" }] });
    expect((await read('{"title":"a"}', { format: "lines" })).fields).toEqual([{ title: '{"title":"a"}' }]);
    await expect(read("a", { format: "ndjsno" })).rejects.toEqual(refused('Did you mean "ndjson"?'));
  });
});

describe("items of standard input", () => {
  test("are the lines that are not blank, with their numbers", async () => {
    const { entries } = await read("  Buy milk \r\n\r\n\tCall Ann, \u2028 and Bob\n");
    expect(entries).toMatchObject([
      { line: 1, fields: { title: "Buy milk" } },
      { line: 3, fields: { title: "Call Ann, \u2028 and Bob" } },
    ]);
  });

  test("are CSV's rows, quoted cells with line breaks and all; an empty cell is nothing", async () => {
    const text = 'Name,E-mail,notes,id\r\n"Ann ""A"" Lee",a@example.com,"one\ntwo",7\r\nBob,b@example.com,,\r\n';
    const { entries } = await read(text, { model: CUSTOMER });
    expect(entries).toMatchObject([
      { line: 2, fields: { name: 'Ann "A" Lee', email: "a@example.com", notes: "one\ntwo" } },
      { line: 4, text: "Bob,b@example.com,,", fields: { name: "Bob", email: "b@example.com" } },
    ]);
    expect(Object.keys(entries[1]?.fields ?? {})).toEqual(["name", "email"]);
  });

  test("have the types of the model's fields", async () => {
    expect((await read("title,completed,order\na,YES,2.5\nb,0,\n")).fields).toEqual([
      { title: "a", completed: true, order: 2.5 },
      { title: "b", completed: false },
    ]);
  });

  test("leave out what the service sets, so that an export can be added", async () => {
    const item = { id: "x", title: "a", completed: true, url: "http://x", version: 3, createdAt: "t", updatedAt: "t" };
    expect((await read(`${JSON.stringify(item)}\n`)).fields).toEqual([{ title: "a", completed: true }]);
    expect((await read(JSON.stringify([item]))).fields).toEqual([{ title: "a", completed: true }]);
  });

  test("have what options give where they say nothing themselves", async () => {
    const { fields } = await read("title,completed\na,\nb,false\n", { given: { completed: true } });
    expect(fields).toEqual([
      { title: "a", completed: true },
      { title: "b", completed: false },
    ]);
  });

  test("of the same content have keys of their own, and the same ones every time", async () => {
    const keys = async (text: string) => (await read(text)).entries.map(({ key }) => key);
    const [milk, again, other] = await keys("milk\nmilk\nother\n");
    expect(new Set([milk, again, other]).size).toBe(3);
    expect(await keys("other\nmilk\nnew\nmilk\n")).toEqual([other, milk, expect.any(String), again]);
    expect(milk).toMatch(/^[\w-]{43}$/);
  });
});

describe("input that is wrong is refused whole, with every line that is:", () => {
  test.each([
    [
      "no JSON",
      '{"title":"a"}\n{"title":\n"x"\n',
      ["2 lines of the input cannot be read", "line 2: ", "line 3: it is no"],
    ],
    ["a field that there is not", '{"titel":"a"}\n', ['line 1: there is no field "titel" (did you mean "title"?)']],
    ["a value of no plain type", '{"title":["a"]}\n', ["line 1: title must be a text, a number, true or false"]],
    ["nothing of what must be given", '{"completed":true}\n', ["line 1: title must be given"]],
    ["a number that is none", "title,order\na,1\nb,soon\n", ['line 3: "soon" is no number for order']],
    ["too many cells", "title,order\na,1,2\n", ["line 2: it has 3 cells, and the first line names 2"]],
  ])("%s", async (_, text, messages) => {
    for (const message of messages) await expect(read(text)).rejects.toEqual(refused(message));
  });

  test.each([
    ["a column twice", "title,Title\n", "names title twice"],
    ["a quote that does not end", 'title,order\n"a,1\n', "cannot be read as CSV"],
  ])("CSV with %s", async (_, text, message) => {
    await expect(read(text, { format: "csv" })).rejects.toEqual(refused(message));
  });

  test.each([
    ["CSV", "title,colour\nOk,red\n", TODO, '"colour" is no field of to-do items; they have: title, completed, order.'],
    ["CSV", "title,order,colour\nOk,1,red\n", TODO, '"colour" is no field'],
    ["CSV", "titel,order\nX,1\n", TODO, 'Did you mean "title"?'],
    ["CSV", "name,email,city\nAnn,a@example.com,Rome\n", CUSTOMER, '"city" is no field of customers'],
    ["CSV", "Order, then pay\n", TODO, '"then pay" is no field'],
    ["CSV", "title\nBuy milk, eggs\n", TODO, "line 2: it has 2 cells"],
    ["JSON objects, one a line", '{"title":"N1"\n{"titl":"N2"}\n', TODO, '"titl" (did you mean "title"?)'],
    ["JSON objects, one a line", '{\n  "title": "a"\n}\n', TODO, "3 lines of the input cannot be read"],
    ["a JSON array", '[{"title":"a"},]\n', TODO, "Standard input is no JSON array"],
    ["a JSON array", "[ ] Buy milk\n[x] Call Ann\n", TODO, "Standard input is no JSON array"],
  ])(
    "what is faulty as what it looks like, %s, with how to have it read as lines: %j",
    async (as, text, model, why) => {
      await expect(read(text, { model })).rejects.toEqual(refused(why));
      const lines = "--format lines takes it as an item a line.";
      await expect(read(text, { model })).rejects.toEqual(refused(`Nothing was added. It was read as ${as}, since it`));
      await expect(read(text, { model })).rejects.toEqual(refused(lines));
      await expect(read(text, { model, format: "csv" })).rejects.not.toEqual(refused(lines));
    },
  );

  test("bytes that are no UTF-8", async () => {
    await expect(read(Uint8Array.of(0x61, 0xff))).rejects.toEqual(refused("not UTF-8"));
  });

  test("lines, where an item needs more than its heading", async () => {
    await expect(read("Ann\n", { model: CUSTOMER })).rejects.toEqual(refused("line 1: email must be given"));
  });
});
