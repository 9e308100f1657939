import { describe, expect, it } from "vitest";
import { useSite } from "./site.ts";
import { add, alert, button, editor, field, isFocused, tick, titles } from "./todo-page.ts";

const site = useSite();

describe("the page in trouble", () => {
  it("asks for a title instead of renaming to nothing", async () => {
    const page = await site.openPage();
    await add(page, "Buy milk");

    await button(page, "Rename Buy milk").click();
    await editor(page, "Buy milk").fill("  ");
    await page.keyboard.press("Enter");

    await alert(page).getByText("An item needs a title.").waitFor();
    expect(await isFocused(editor(page, "Buy milk"))).toBe(true);
    expect(await site.storedItems()).toMatchObject([{ title: "Buy milk" }]);
  });

  it("says so when the API is down, keeps what was typed and works after Retry", async () => {
    const page = await site.openPage();
    await add(page, "before");
    await site.stack.stopApi();
    try {
      await field(page).fill("Pick up the parcel");
      await page.keyboard.press("Enter");
      await alert(page).getByText("The API cannot be reached.").waitFor();
      expect(await field(page).inputValue()).toBe("Pick up the parcel");

      await tick(page, "before").click();
      await alert(page).getByText("“before” was not changed.").waitFor();
      expect(await tick(page, "before").isChecked()).toBe(false);

      await field(page).press("Enter");
      await alert(page).getByText("“Pick up the parcel” is not saved yet.").waitFor();
    } finally {
      await site.stack.startApi();
    }
    await button(page, "Retry").click();

    await tick(page, "Pick up the parcel").waitFor();
    expect(await titles(page)).toEqual(["before", "Pick up the parcel"]);
    expect(await field(page).inputValue()).toBe("");
    await expect.poll(() => alert(page).innerText()).toBe("");
  });

  it("keeps an unsaved new title in its editor when the API is down", async () => {
    const page = await site.openPage();
    await add(page, "before");
    await button(page, "Rename before").click();
    await site.stack.stopApi();
    try {
      await editor(page, "before").fill("after");
      await page.keyboard.press("Enter");
      await alert(page).getByText("“before” was not renamed.").waitFor();
      expect(await editor(page, "before").inputValue()).toBe("after");
    } finally {
      await site.stack.startApi();
    }
    await button(page, "Retry").click();
    await tick(page, "after").waitFor();
    expect(await site.storedItems()).toMatchObject([{ title: "after" }]);
  });

  it("loads the list with Retry when the API was down at first", async () => {
    const page = await site.openPage();
    await add(page, "still here");
    await site.stack.stopApi();
    try {
      await page.reload();
      await alert(page).getByText("Your items could not be loaded.").waitFor();
      expect(await page.getByText("Nothing to do").count()).toBe(0);
    } finally {
      await site.stack.startApi();
    }
    await button(page, "Retry").click();
    await tick(page, "still here").waitFor();
    expect(await isFocused(field(page))).toBe(true);
  });

  it("shows the API's own words when it refuses, and offers to reload what was deleted elsewhere", async () => {
    const page = await site.openPage();
    await add(page, "gone");
    await site.clear();
    const refusal = page.waitForResponse((response) => response.status() === 404);
    await tick(page, "gone").click();

    const { detail } = await (await refusal).json();
    await alert(page).getByText(detail).waitFor();
    await button(page, "Reload").click();
    await page.getByText("Nothing to do").waitFor();
  });

  it("keeps a title that is too long in the field and says how long it may be", async () => {
    const page = await site.openPage();
    await field(page).fill("x".repeat(501));
    await page.keyboard.press("Enter");
    await alert(page).getByText("at most 500 characters; this one has 501").waitFor();
    expect(await field(page).inputValue()).toHaveLength(501);

    await page.keyboard.press("Backspace");
    await page.keyboard.press("Enter");
    await tick(page, "x".repeat(500)).waitFor();
    expect(await field(page).inputValue()).toBe("");
  });
});
