import { Chalk } from "chalk";
import { describe, expect, it } from "vitest";
import { getBuiltInModel } from "../../src/api/model/read-model.ts";
import type { Item } from "../../src/items/item.ts";
import { renderItem, renderItemLines } from "../../src/items/item-lines.ts";
import { renderItemTable } from "../../src/items/item-table.ts";
import { displayWidth } from "../../src/text/display-width.ts";

const PLAIN = { dim: (text: string) => text, green: (text: string) => text };

const TODO = getBuiltInModel("todo");
const CUSTOMER = getBuiltInModel("customer");

const MILK: Item = { id: "019a1b2c-0000-7000-8000-000000000001", title: "Buy milk", completed: false };
const RENT: Item = { id: "019a1b2d-0000-7000-8000-000000000002", title: "Pay the rent", completed: true };

describe("the table of items", () => {
  it("has a short ID, a check mark and the title, aligned", () => {
    expect(renderItemTable([MILK, RENT], TODO, 80, PLAIN)).toBe(
      ["ID        DONE  TITLE", "019a1b2c        Buy milk", "019a1b2d  ✔     Pay the rent", ""].join("\n"),
    );
  });

  it("shows an order on the right", () => {
    expect(renderItemTable([{ ...MILK, order: 5 }, RENT], TODO, 80, PLAIN)).toBe(
      [
        "ID        DONE  TITLE         ORDER",
        "019a1b2c        Buy milk          5",
        "019a1b2d  ✔     Pay the rent",
        "",
      ].join("\n"),
    );
  });

  it("lengthens IDs until they differ", () => {
    const twin = { ...MILK, id: "019a1b2c-0000-7000-8000-00000000000a" };
    const [, first = "", second = ""] = renderItemTable([MILK, twin], TODO, 120, PLAIN).split("\n");
    expect(first).toMatch(/^019a1b2c-0000-7000-8000-000000000001 {8}Buy/);
    expect(second).toMatch(/^019a1b2c-0000-7000-8000-00000000000a {8}Buy/);
  });

  it("is never wider than the terminal, whatever the titles are", () => {
    const titles = ["a".repeat(500), "牛乳".repeat(100), "👩‍👩‍👧‍👦".repeat(50), "short"];
    const items = titles.map((title, index) => ({ ...MILK, id: `019a1b2${index}-x`, title, order: index }));
    for (const columns of [40, 41, 80, 200]) {
      const lines = renderItemTable(items, TODO, columns, PLAIN).trimEnd().split("\n");
      expect(lines).toHaveLength(5);
      for (const line of lines) expect(displayWidth(line)).toBeLessThan(columns);
    }
  });

  it("aligns what comes after wide characters", () => {
    const items = [
      { ...MILK, title: "牛乳を買う", order: 1 },
      { ...RENT, order: 2 },
    ];
    const [, first = "", second = ""] = renderItemTable(items, TODO, 80, PLAIN).split("\n");
    expect(displayWidth(first)).toBe(displayWidth(second));
  });

  it("formats done items after measuring them", () => {
    const chalk = new Chalk({ level: 1 });
    const [header, open, done] = renderItemTable([MILK, RENT], TODO, 80, chalk).split("\n");
    expect(header).toBe([chalk.dim("ID      "), chalk.dim("DONE"), chalk.dim("TITLE")].join("  "));
    expect(open).toBe("019a1b2c        Buy milk");
    expect(done).toBe([chalk.dim("019a1b2d"), chalk.green("✔   "), chalk.dim("Pay the rent")].join("  "));
  });

  it("never lets a title control the terminal", () => {
    const table = renderItemTable([{ ...MILK, title: "\x1b[2J\u009b31mx\n" }], TODO, 80, PLAIN);
    expect(table).toContain("\\x1b[2J\\x9b31mx\\n");
  });
});

describe("the table of customers", () => {
  const ANN = {
    id: MILK.id,
    name: "Ann Example-Longname",
    email: "ann.example@customers.example",
    company: "Example & Daughters",
  };
  const BOB = { id: RENT.id, name: "Bob", email: "bob@example.com" };

  it("has the model's columns under their labels", () => {
    expect(renderItemTable([ANN, BOB], CUSTOMER, 100, PLAIN)).toBe(
      [
        "ID        NAME                  EMAIL                          COMPANY",
        "019a1b2c  Ann Example-Longname  ann.example@customers.example  Example & Daughters",
        "019a1b2d  Bob                   bob@example.com",
        "",
      ].join("\n"),
    );
  });

  it("leaves out a column without values", () => {
    expect(renderItemTable([BOB], CUSTOMER, 80, PLAIN)).toBe(
      "ID        NAME  EMAIL\n019a1b2d  Bob   bob@example.com\n",
    );
  });

  it("truncates the widest column first, and leaves out the last on a narrow terminal", () => {
    expect(renderItemTable([ANN, BOB], CUSTOMER, 60, PLAIN).split("\n")[1]).toBe(
      "019a1b2c  Ann Example-Lo…  ann.example@cu…  Example & Daug…",
    );
    expect(renderItemTable([ANN, BOB], CUSTOMER, 40, PLAIN).split("\n")[0]).toBe("ID        NAME           EMAIL");
  });
});

describe("the items for other programs", () => {
  it("are complete, tab-separated lines", () => {
    const title = "a".repeat(500);
    const items = [{ ...MILK, title, order: 2.5, createdAt: "2026-01-02T03:04:05.678Z" }, RENT];
    expect(renderItemLines(items, TODO)).toBe(
      `${MILK.id}\t${title}\tfalse\t2.5\t2026-01-02T03:04:05.678Z\n${RENT.id}\tPay the rent\ttrue\t\t\n`,
    );
  });

  it("stay one line and five fields each, whatever a title holds", () => {
    const [line = "", rest] = renderItemLines([{ ...MILK, title: "a\tb\nc" }], TODO).split("\n");
    expect(line.split("\t")).toHaveLength(5);
    expect(rest).toBe("");
  });
});

describe("one item", () => {
  it("is aligned for a terminal and tab-separated for a program", () => {
    expect(renderItem(MILK, TODO, true)).toBe(`id         ${MILK.id}\ntitle      Buy milk\ncompleted  false\n`);
    expect(renderItem({ ...MILK, title: "a\nb" }, TODO, true)).toContain("title      a\n           b\n");
    expect(renderItem(MILK, TODO, false)).toBe(`id\t${MILK.id}\ntitle\tBuy milk\ncompleted\tfalse\n`);
  });
});
