import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { expectAccessible } from "../browser/accessible.ts";
import { useSite } from "../browser/site.ts";

const folder = mkdtempSync(join(tmpdir(), "todo-api-model-"));
const file = join(folder, "plants.json");
writeFileSync(
  file,
  JSON.stringify({
    name: "plant",
    labels: { one: "plant", many: "plants" },
    fields: {
      height: { type: "number", label: "Height", minimum: 0 },
      name: { type: "string", label: "Name", required: true, maxLength: 40 },
      pots: { type: "integer", label: "Pots", default: 1 },
      indoor: { type: "boolean", label: "Indoor", default: true },
      light: { type: "string", label: "Light", choices: ["sun", "shade"], default: "shade" },
      page: { type: "string", label: "Page", format: "url" },
      completed: { type: "boolean", label: "Watered", default: false },
    },
    columns: ["name", "height", "indoor", "light", "page"],
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));

const site = useSite(file);

describe("the page of a model with fields of every type", () => {
  it("adds and lists items, explains errors, edits and toggles", async () => {
    const page = await site.openPage();
    const field = (label: string) => page.locator("form").getByLabel(label, { exact: true });
    await page.getByText("New plant", { exact: true }).click();
    expect(await field("Pots").inputValue()).toBe("1");
    expect(await field("Indoor").isChecked()).toBe(true);
    expect(await field("Light").inputValue()).toBe("shade");

    await field("Name").fill("Fern");
    await field("Height").fill("tall");
    await field("Pots").fill("1.5");
    await field("Page").fill("not a page");
    await page.keyboard.press("Enter");
    await page
      .locator("form .field", { hasText: "Height" })
      .getByText(/number/)
      .waitFor();
    await page.locator("form .field", { hasText: "Pots" }).getByText(/whole/).waitFor();
    expect(await field("Height").inputValue()).toBe("tall");
    await expectAccessible(page);

    await field("Height").fill("12.5");
    await field("Pots").fill("2");
    await field("Indoor").uncheck();
    await field("Light").selectOption("sun");
    await field("Page").fill("https://plants.example/fern");
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByRole("link", { name: "https://plants.example/fern" }).waitFor();
    const fern = { name: "Fern", height: 12.5, pots: 2, indoor: false, light: "sun", completed: false };
    await expect.poll(site.storedItems).toMatchObject([fern]);
    const row = page.getByRole("row", { name: "Fern" });
    await row.getByRole("img", { name: "No" }).waitFor();
    expect(await page.evaluate("getComputedStyle(document.querySelector('td.number')).textAlign")).toBe("end");

    await page.getByRole("checkbox", { name: "Fern" }).check();
    await page.getByRole("button", { name: "Edit Fern" }).click();
    const edited = page.getByRole("form", { name: "Edit Fern" });
    await edited.getByLabel("Height").fill("");
    await edited.getByLabel("Indoor").check();
    await edited.getByRole("button", { name: "Save" }).click();
    await expect.poll(site.storedItems).toMatchObject([{ indoor: true, completed: true, pots: 2 }]);
    await row.getByRole("img", { name: "Yes" }).waitFor();
    expect((await site.storedItems())[0]).not.toHaveProperty("height");
    await expectAccessible(page);
  });
});
