import { describe, expect, test } from "vitest";
import { getBuiltInModel } from "../../src/api/model/read-model.ts";
import { EXIT } from "../../src/errors.ts";
import { readInput } from "../../src/items/input/read-input.ts";
import { toEntries } from "../../src/items/input/to-entries.ts";
import type { Fields } from "../../src/items/item.ts";

const TODO = getBuiltInModel("todo");
const CUSTOMER = getBuiltInModel("customer");

async function read(
  text: string | Uint8Array,
  { model = TODO, format = undefined as unknown, given = {} as Fields } = {},
) {
  const input = await readInput(Buffer.from(text), format, model);
  const { inputId, entries } = toEntries(input, given, model);
  return { format: input.format, inputId, entries, fields: entries.map(({ fields }) => fields) };
}

const refused = (message: string) =>
  expect.objectContaining({ exitCode: EXIT.usage, message: expect.stringContaining(message) });

describe("the format of standard input", () => {
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

  test("is that of --format, which must be a known one", async () => {
    expect((await read("title\na\n", { format: "lines" })).fields).toEqual([{ title: "title" }, { title: "a" }]);
    expect(await read("title\na\n", { format: "csv" })).toMatchObject({ format: "csv", fields: [{ title: "a" }] });
    expect((await read('{"title":"a"}', { format: "lines" })).fields).toEqual([{ title: '{"title":"a"}' }]);
    await expect(read("a", { format: "ndjsno" })).rejects.toEqual(refused('did you mean "ndjson"?'));
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

  test("are CSV's rows, with line breaks in quoted cells; an empty cell means no value", async () => {
    const text = 'Name,Email,notes,id\r\n"Ann ""A"" Lee",a@example.com,"one\ntwo",7\r\nBob,b@example.com,,\r\n';
    const { entries } = await read(text, { model: CUSTOMER });
    expect(entries).toMatchObject([
      { line: 2, fields: { name: 'Ann "A" Lee', email: "a@example.com", notes: "one\ntwo" } },
      { line: 4, text: "Bob,b@example.com,,", fields: { name: "Bob", email: "b@example.com" } },
    ]);
    expect(Object.keys(entries[1]?.fields ?? {})).toEqual(["name", "email"]);
  });

  test.each([
    ["a sep= line, as Excel writes it", "sep=;\ntitle;order\nBuy milk;1\nCall, Ann;2\n", [3, 4]],
    ["a quoted sep= line and a tab", '"sep=\t"\r\ntitle\torder\r\nBuy milk\t1\r\nCall, Ann\t2\r\n', [3, 4]],
    ["an unusual separator", "SEP=^\ntitle^order\nBuy milk^1\nCall, Ann^2", [3, 4]],
    ["a header whose cells contain the delimiter", '"Title";"Order"\n"Buy milk";1\n"Call, Ann";2\n', [2, 3]],
    ["empty rows", '\n,\ntitle,order\n,\nBuy milk,1\n , \n\n"Call, Ann",2\n,,,,\n', [5, 8]],
    ["empty columns", 'title,order,,\nBuy milk,1,,\n"Call, Ann",2,,,\n', [2, 3]],
    ["an empty first column", ',title,,order\n,Buy milk,,1\n,"Call, Ann",,2\n', [2, 3]],
    ["CR line endings", 'title,order\rBuy milk,1\r"Call, Ann",2\r', [2, 3]],
    ["mixed line endings", 'title,order\r\nBuy milk,1\n"Call, Ann",2\r', [2, 3]],
    ["a byte order mark", '\uFEFFtitle,order\nBuy milk,1\n"Call, Ann",2', [2, 3]],
    ["a byte order mark and a sep= line", "\uFEFFsep=|\ntitle|order\nBuy milk|1\nCall, Ann|2", [3, 4]],
  ])("are CSV's rows with %s", async (_, text, lines) => {
    const { format, entries } = await read(text);
    expect(format).toBe("csv");
    expect(entries.map(({ fields }) => fields)).toEqual([
      { title: "Buy milk", order: 1 },
      { title: "Call, Ann", order: 2 },
    ]);
    expect(entries.map(({ line }) => line)).toEqual(lines);
  });

  test("are CSV's rows where a column's name contains the delimiter", async () => {
    const name = { type: "string", label: "Name; first, last", required: true } as const;
    const model = { ...CUSTOMER, fields: { ...CUSTOMER.fields, name } };
    const text = '"Name; first, last";Email\n"Lee; Ann";a@example.com\n';
    expect((await read(text, { model })).fields).toEqual([{ name: "Lee; Ann", email: "a@example.com" }]);
  });

  test.each(["utf-16le", "utf-16be"])("are read from %s with a byte order mark", async (encoding) => {
    const bytes = Buffer.from("\uFEFFTitle\tOrder\r\nCafé\t1\r\n", "utf16le");
    if (encoding === "utf-16be") bytes.swap16();
    expect((await read(bytes)).fields).toEqual([{ title: "Café", order: 1 }]);
  });

  test.each([
    ["several lines each", '{\n  "title": "Buy {milk",\n  "order": 1\n}\n{\n  "title": "Call \\"Ann\\"]"\n}\n', [1, 5]],
    [
      "several lines with CR line endings",
      '{\r  "title": "Buy {milk",\r  "order": 1\r}\r{"title":"Call \\"Ann\\"]"}\r',
      [1, 5],
    ],
    ["one line each", '{"title":"Buy {milk","order":1}\n\n{"title":"Call \\"Ann\\"]"}', [1, 3]],
  ])("are JSON objects on %s", async (_, text, lines) => {
    const { format, entries } = await read(text);
    expect(format).toBe("ndjson");
    expect(entries.map(({ fields }) => fields)).toEqual([{ title: "Buy {milk", order: 1 }, { title: 'Call "Ann"]' }]);
    expect(entries.map(({ line }) => line)).toEqual(lines);
    expect(entries.every(({ text: own }) => !/[\r\n]/.test(own))).toBe(true);
  });

  test("have the types of the model's fields", async () => {
    expect((await read("title,completed,order\na,YES,2.5\nb,0,\n")).fields).toEqual([
      { title: "a", completed: true, order: 2.5 },
      { title: "b", completed: false },
    ]);
  });

  test("ignore fields that the service sets, so that an export can be added", async () => {
    const item = { id: "x", title: "a", completed: true, url: "http://x", version: 3, createdAt: "t", updatedAt: "t" };
    expect((await read(`${JSON.stringify(item)}\n`)).fields).toEqual([{ title: "a", completed: true }]);
    expect((await read(JSON.stringify([item]))).fields).toEqual([{ title: "a", completed: true }]);
  });

  test("have the options' values where they have none", async () => {
    const { fields } = await read("title,completed\na,\nb,false\n", { given: { completed: true } });
    expect(fields).toEqual([
      { title: "a", completed: true },
      { title: "b", completed: false },
    ]);
  });

  test("have keys that are the same for the same input, and different for equal items of one input or two", async () => {
    const keysOf = async (text: string) => (await read(text)).entries.map(({ key }) => key);
    const keys = await keysOf("milk\nmilk\nother\n");
    expect(await keysOf("milk\r\n\r\nmilk\nother")).toEqual(keys);
    const other = [...(await keysOf("milk\n")), ...(await keysOf("milk\nother\nmilk\n"))];
    expect(new Set([...keys, ...other]).size).toBe(7);
  });

  test("have the keys of the complete input if a part of it is read with its ID", async () => {
    const whole = await read("milk\nmilk\nother\n");
    const part = toEntries(await readInput(Buffer.from("other\nmilk\n"), "lines", TODO), {}, TODO, whole.inputId);
    expect(part.entries.map(({ key }) => key)).toEqual([whole.entries[2]?.key, whole.entries[0]?.key]);
  });
});

describe("rejects invalid input completely, with every faulty line:", () => {
  test.each([
    [
      "invalid JSON",
      '{"title":"a"}\n"x"\n{"title":\n',
      ["2 lines of the input are invalid", "line 2: not a JSON object", "line 3: "],
    ],
    ["an unknown field", '{"titel":"a"}\n', ['line 1: unknown field "titel" (did you mean "title"?)']],
    ["an object or array as a value", '{"title":["a"]}\n', ["line 1: title must be a string, a number, true or false"]],
    ["a missing required field", '{"completed":true}\n', ["line 1: title is required"]],
    ["an invalid number", "title,order\na,1\nb,soon\n", ['line 3: order must be a number, not "soon"']],
    ["too many cells", "title,order\na,1,2\n", ["line 2: has 3 cells, but the header has 2"]],
  ])("%s", async (_, text, messages) => {
    for (const message of messages) await expect(read(text)).rejects.toEqual(refused(message));
  });

  test.each([
    ["several columns for a field", "title,Title\n", "the header has more than one column for the field title"],
    ["an unclosed quote", 'title,order\n"a,1\n', "is not valid CSV"],
  ])("CSV with %s", async (_, text, message) => {
    await expect(read(text, { format: "csv" })).rejects.toEqual(refused(message));
  });

  test.each([
    [
      "CSV",
      "title,color\nOk,red\n",
      TODO,
      'column "color" is not a field of to-do items; the fields are: title, completed, order.',
    ],
    ["CSV", "title,order,color\nOk,1,red\n", TODO, '"color" is not a field'],
    ["CSV", "titel,order\nX,1\n", TODO, 'did you mean "title"?'],
    ["CSV", "name,email,city\nAnn,a@example.com,Rome\n", CUSTOMER, '"city" is not a field of customers'],
    ["CSV", "Order, then pay\n", TODO, '"then pay" is not a field'],
    ["CSV", "title\nBuy milk, eggs\n", TODO, "line 2: has 2 cells"],
    ["JSON objects", '{"title":"N1"\n{"titl":"N2"}\n', TODO, '"titl" (did you mean "title"?)'],
    ["JSON objects", '{\n  "title": "a",\n}\n', TODO, "1 line of the input is invalid"],
    ["a JSON array", '[{"title":"a"},]\n', TODO, "standard input is not a JSON array"],
    ["a JSON array", "[ ] Buy milk\n[x] Call Ann\n", TODO, "standard input is not a JSON array"],
  ])(
    "input that is faulty in its detected format, %s, with a hint to read it as lines: %j",
    async (as, text, model, why) => {
      await expect(read(text, { model })).rejects.toEqual(refused(why));
      const lines = "--format lines reads one item per line.";
      await expect(read(text, { model })).rejects.toEqual(
        refused(`Nothing was added. The input was read as ${as} because `),
      );
      await expect(read(text, { model })).rejects.toEqual(refused(lines));
      await expect(read(text, { model, format: "csv" })).rejects.not.toEqual(refused(lines));
    },
  );

  test("bytes that are not UTF-8", async () => {
    await expect(read(Uint8Array.of(0x61, 0xff))).rejects.toEqual(refused("not valid UTF-8"));
  });

  test("lines, if the model requires more than the heading", async () => {
    await expect(read("Ann\n", { model: CUSTOMER })).rejects.toEqual(refused("line 1: email is required"));
  });
});
