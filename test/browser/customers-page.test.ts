import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "./accessible.ts";
import { useSite } from "./site.ts";
import { button, count, isFocused } from "./todo-page.ts";

const site = useSite("customer");

describe("the page of customers", () => {
  it("adds with a form of all fields, and lists the columns", async () => {
    const page = await site.openPage();
    expect(await page.title()).toBe("Customers");
    expect(await page.getByRole("link").count()).toBe(0);

    await page.getByText("New customer", { exact: true }).click();
    expect(await isFocused(input(page, "Name"))).toBe(true);
    await button(page, "Add").click();
    await page.getByText("Name is needed.").waitFor();
    await page.getByText("E-mail is needed.").waitFor();
    await expectAccessible(page);

    await input(page, "Name").fill("Ada Lovelace");
    await input(page, "E-mail").fill("ada at example");
    await input(page, "Notes").fill("First line\nSecond line");
    await input(page, "Notes").press("Control+Enter");
    await page
      .locator("form")
      .getByText(/e-?mail/)
      .waitFor();
    expect(await input(page, "Name").inputValue()).toBe("Ada Lovelace");
    expect(await site.storedItems()).toEqual([]);

    await input(page, "E-mail").fill("ada@example.com");
    await input(page, "Company").fill("Analytical Engines");
    await page.keyboard.press("Enter");
    await count(page, "1").waitFor();
    await page.getByRole("listitem").getByText("Analytical Engines").waitFor();
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

  it("edits in place: only what was changed is sent, and what was emptied is removed", async () => {
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

function input(page: Page, label: string): Locator {
  return page.getByRole("textbox", { name: label, exact: true });
}
