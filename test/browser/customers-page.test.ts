import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "./accessible.ts";
import { useSite } from "./site.ts";
import { button, count, isFocused } from "./todo-page.ts";

const site = useSite("customer");

describe("the page of customers", () => {
  it("adds a customer with a form that has all fields, and lists the columns", async () => {
    const page = await site.openPage();
    expect(await page.title()).toBe("Customers");
    expect(await page.getByRole("link").count()).toBe(0);

    await page.getByText("New customer", { exact: true }).click();
    expect(await isFocused(input(page, "Name"))).toBe(true);
    await button(page, "Add").click();
    await page.getByText("Name is required.").waitFor();
    await page.getByText("Email is required.").waitFor();
    await expectAccessible(page);

    await input(page, "Name").fill("Ada Lovelace");
    await input(page, "Email").fill("ada at example");
    await input(page, "Notes").fill("First line\nSecond line");
    await input(page, "Notes").press("Control+Enter");
    await page
      .locator("form")
      .getByText(/e-?mail/)
      .waitFor();
    expect(await input(page, "Name").inputValue()).toBe("Ada Lovelace");
    expect(await site.storedItems()).toEqual([]);

    await input(page, "Email").fill("ada@example.com");
    await input(page, "Company").fill("Analytical Engines");
    await page.keyboard.press("Enter");
    await count(page, "1").waitFor();
    await page.getByRole("row").getByText("Analytical Engines").waitFor();
    expect(await page.getByRole("link", { name: "ada@example.com" }).getAttribute("href")).toBe(
      "mailto:ada@example.com",
    );
    expect(await page.getByRole("checkbox").or(button(page, "Move Ada Lovelace")).count()).toBe(0);
    await expect.poll(site.storedItems).toMatchObject([
      {
        name: "Ada Lovelace",
        email: "ada@example.com",
        company: "Analytical Engines",
        notes: "First line\nSecond line",
      },
    ]);
    await expectAccessible(page);
  });

  it("is a table with one sortable header row, symbols for booleans and empty values, and one line per row", async () => {
    const people = [
      { name: "Bob", email: "bob@example.com", company: "Zeta" },
      { name: "ada", email: "a.very.long.address.for.one.column.of.a.table@example.com", company: "Alpha 10" },
      { name: "Cy", email: "cy@example.com" },
      { name: "Dan", email: "dan@example.com", company: "Alpha 9" },
    ];
    for (const person of people) await site.store(person);
    const page = await site.newPage({ viewport: { width: 800, height: 640 } });
    await page.goto(site.stack.websiteUrl);
    await page.getByRole("rowheader", { name: "Bob" }).waitFor();
    expect(await page.getByRole("table", { name: "Customers" }).count()).toBe(1);
    expect(await page.getByRole("columnheader").allTextContents()).toEqual(["Name", "Email", "Company"]);
    expect(await names(page)).toEqual(["Bob", "ada", "Cy", "Dan"]);
    await button(page, "Company").click();
    expect(await names(page)).toEqual(["Dan", "ada", "Bob", "Cy"]);
    await button(page, "Company").click();
    expect(await names(page)).toEqual(["Bob", "ada", "Dan", "Cy"]);
    expect(await page.getByRole("columnheader", { name: "Company" }).getAttribute("aria-sort")).toBe("descending");
    await expectAccessible(page);
    await button(page, "Company").click();
    expect(await names(page)).toEqual(["Bob", "ada", "Cy", "Dan"]);
    expect(await page.getByRole("row", { name: "Cy" }).getByRole("img", { name: "Empty" }).innerText()).toBe("–");

    const rows = page.locator("tbody tr");
    const heights = async () => new Set(await rows.evaluateAll((all) => all.map(({ clientHeight }) => clientHeight)));
    expect((await heights()).size).toBe(1);
    await button(page, "Edit ada").focus();
    expect((await heights()).size).toBe(2);
    await page.setViewportSize({ width: 375, height: 640 });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(375);
    const label = await page.evaluate("getComputedStyle(document.querySelector('tbody .cell'), '::before').content");
    expect(label).toContain("Email");
  });

  it("has input types for the formats, and stays aligned when a field has an error", async () => {
    const page = await site.openPage();
    await page.getByText("New customer", { exact: true }).click();
    const types = await page
      .locator("form :is(input, textarea)")
      .evaluateAll((all) => all.map((one) => one.getAttribute("type") ?? one.localName));
    expect(types).toEqual(["text", "email", "tel", "text", "textarea"]);
    await input(page, "Email").fill("ada@example.com");
    await button(page, "Add").click();
    await page.getByText("Name is required.").waitFor();
    const tops = [await input(page, "Name").boundingBox(), await input(page, "Email").boundingBox()].map(
      (box) => box?.y,
    );
    expect(tops[0]).toBe(tops[1]);

    await input(page, "Name").fill("x".repeat(501));
    await input(page, "Email").fill("nobody");
    await button(page, "Add").click();
    await page.locator("form").getByText("Email must be an email address").waitFor();
    await page.locator("form").getByText("Name is too long (501 characters").waitFor();
    // The fields explain their errors, so the alert does not repeat them.
    expect(await page.getByRole("alert").innerText()).not.toContain("must be");
  });

  it("edits in place, sends only changes, and removes emptied fields", async () => {
    await site.store({ name: "Ada", email: "ada@example.com", phone: "+44 20 7946 0000", company: "Engines" });
    const page = await site.newPage({ viewport: { width: 320, height: 640 } });
    await page.goto(site.stack.websiteUrl);
    await button(page, "Edit Ada").click();
    await expectAccessible(page);
    await input(page, "Phone").fill("");
    await input(page, "Notes").fill("Kind");
    const sent = page.waitForRequest((request) => request.method() === "PATCH");
    await button(page, "Save").click();
    expect((await sent).postDataJSON()).toEqual({ phone: null, notes: "Kind" });
    await expect.poll(site.storedItems).toMatchObject([{ company: "Engines", notes: "Kind", version: 2 }]);
    expect((await site.storedItems())[0]).not.toHaveProperty("phone");
    expect(await isFocused(button(page, "Edit Ada"))).toBe(true);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);

    await button(page, "Edit Ada").click();
    expect(await input(page, "Notes").inputValue()).toBe("Kind");
    await input(page, "Name").fill("Somebody else");
    await button(page, "Cancel").last().click();
    await button(page, "Edit Ada").waitFor();
  });
});

async function names(page: Page): Promise<readonly string[]> {
  return page.locator("tbody th .name").allTextContents();
}

function input(page: Page, label: string): Locator {
  return page.getByRole("textbox", { name: label, exact: true });
}
