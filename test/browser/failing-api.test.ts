import { describe, expect, it } from "vitest";
import { resolveSettings, type SettingTexts } from "../../src/config/stack-settings.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import { stackFor, TEST_STACK, TEST_THROTTLE } from "../support/stack.ts";
import { expectAccessible } from "./accessible.ts";
import { useSite } from "./site.ts";
import { add, alert, button, checkbox, editor, field, isFocused, press, titles } from "./todo-page.ts";

const site = useSite();

describe("the page with a failing API", () => {
  it("undoes an addition that does not reach the API, reports it, and repeats it with Retry", async () => {
    const page = await site.openPage();
    for (const title of ["one", "two"]) await add(page, title);
    await site.stack.stopApi();
    try {
      await field(page).fill("Pick up the parcel");
      await page.keyboard.press("Enter");
      await alert(page).getByText("“Pick up the parcel” was not added.").waitFor();
      expect(await titles(page)).toEqual(["one", "two"]);

      await checkbox(page, "one").click();
      await alert(page).getByText("“one” was not changed.").waitFor();
      expect(await checkbox(page, "one").isChecked()).toBe(false);

      await button(page, "Edit two").press("Alt+ArrowUp");
      await alert(page).getByText("“two” was not changed.").waitFor();
      expect(await titles(page)).toEqual(["one", "two"]);
      expect(await alert(page).getByText("Cannot reach the API.").count()).toBe(3);
      await expectAccessible(page);
    } finally {
      await site.stack.startApi();
    }
    // One is retried with its button, the others as soon as the page detects that the API responds again.
    await button(page, "Retry").first().click();
    await expect.poll(() => button(page, "Retry").count(), { timeout: 15_000 }).toBe(0);
    await checkbox(page, "Pick up the parcel").waitFor();
    await expect.poll(() => titles(page)).toEqual(["two", "one", "Pick up the parcel"]);
    expect(await checkbox(page, "one").isChecked()).toBe(true);
    expect(await alert(page).innerText()).toBe("");
    await expect
      .poll(site.storedItems)
      .toMatchObject([{ completed: true }, { order: expect.any(Number) }, { title: "Pick up the parcel" }]);
  });

  it("undoes an edit and a deletion that do not reach the API, and repeats them with Retry", async () => {
    const page = await site.newPage();
    await page.clock.install();
    for (const title of ["before", "gone"]) await site.store({ title });
    await page.goto(site.stack.websiteUrl);
    await button(page, "Edit before").click();
    await site.stack.stopApi();
    try {
      await editor(page, "before").fill("after");
      await page.keyboard.press("Enter");
      await alert(page).getByText("“before” was not changed.").waitFor();
      await button(page, "Delete gone").click();
      await page.clock.fastForward(60_000);
      await alert(page).getByText("“gone” was not deleted.").waitFor();
      expect(await titles(page)).toEqual(["before", "gone"]);
    } finally {
      await site.stack.startApi();
    }
    await button(page, "Retry").first().click();
    await checkbox(page, "after").waitFor();
    await button(page, "Retry").click();
    await page.clock.fastForward(60_000);
    await expect.poll(site.storedItems).toMatchObject([{ title: "after" }]);
    expect(await titles(page)).toEqual(["after"]);
  });

  it("creates one item when the response to the first attempt is lost", async () => {
    const page = await site.openPage();
    let losing = true;
    await page.route("**/items", async (route) => {
      if (route.request().method() !== "POST" || !losing) return route.continue();
      losing = false;
      await route.fetch();
      await route.abort();
    });
    await field(page).fill("Buy milk");
    await page.keyboard.press("Enter");
    await alert(page).getByText("“Buy milk” was not added.").waitFor();
    expect(await site.storedItems()).toMatchObject([{ title: "Buy milk" }]);
    await button(page, "Retry").click();
    await checkbox(page, "Buy milk").waitFor();
    expect(await alert(page).innerText()).toBe("");
    expect(await titles(page)).toEqual(["Buy milk"]);
    expect(await site.storedItems()).toHaveLength(1);
  });

  it("shows that it is loading, and loads with Retry after a failure", async () => {
    await site.store({ title: "still here" });
    const page = await site.newPage();
    await site.stack.stopApi();
    try {
      await page.goto(site.stack.websiteUrl);
      await alert(page).getByText("The list could not be loaded.").waitFor();
      expect(await page.getByText("Nothing here yet").count()).toBe(0);
      await expectAccessible(page);
    } finally {
      await site.stack.startApi();
    }
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/items", async (route) => {
      await released;
      await route.continue();
    });
    await button(page, "Retry").click();
    await page.getByText("Loading…").waitFor();
    await expectAccessible(page);
    release();
    await checkbox(page, "still here").waitFor();
    expect(await alert(page).innerText()).toBe("");
    expect(await isFocused(field(page))).toBe(true);
  });

  it("explains a missing config.json, an unknown path and disabled JavaScript", async () => {
    const page = await site.newPage();
    await page.route("**/config.json", (route) => route.fulfill({ status: 403, body: "<html></html>" }));
    await page.goto(site.stack.websiteUrl);
    await page.getByText("This page is not set up yet").waitFor();
    expect(await alert(page).innerText()).toBe("");
    await expectAccessible(page);

    const mistyped = await page.goto(`${site.stack.websiteUrl}/lists/mine.html`);
    expect(mistyped?.status()).toBeGreaterThanOrEqual(403);
    await page.getByText("Page not found").waitFor();
    await expectAccessible(page);
    await page.unroute("**/config.json");
    await page.getByRole("link", { name: "Go to the list" }).click();
    await page.getByText("Nothing here yet").waitFor();

    const plain = await site.newPage({ javaScriptEnabled: false });
    await plain.goto(site.stack.websiteUrl);
    await plain.getByText("This page needs JavaScript").waitFor();
    expect(await plain.getByRole("textbox").count()).toBe(0);
  });

  it("works as an object of its bucket, without a website endpoint", async () => {
    await site.store({ title: "Buy milk" });
    const page = await site.newPage();
    await page.goto(site.stack.objectUrl);
    await checkbox(page, "Buy milk").waitFor();
    await add(page, "Buy bread");
    await expect.poll(site.storedItems).toHaveLength(2);
    expect(page.url()).toBe(site.stack.objectUrl);
    await expectAccessible(page);
  });

  it("leaves most of a small screen to the list, however many problems it shows", async () => {
    const page = await site.newPage({ viewport: { width: 375, height: 600 } });
    for (const title of ["one", "two", "three", "four", "five"]) await site.store({ title });
    await page.goto(site.stack.websiteUrl);
    await checkbox(page, "five").waitFor();
    await page.route("**/items/*", (route) => route.fulfill({ status: 500, json: { detail: "No.".repeat(100) } }));
    for (const title of ["one", "two", "three", "four", "five"]) await checkbox(page, title).click();
    await alert(page).getByText("“five” was not changed.").waitFor();
    const [problems, top] = await Promise.all([alert(page).boundingBox(), page.locator(".top").boundingBox()]);
    expect((problems?.height ?? 0) + (top?.height ?? 0)).toBeLessThan(300);
  });

  it("reports that it is offline, and catches up when it is online again", async () => {
    const page = await site.openPage();
    await page.context().setOffline(true);
    await alert(page).getByText("You are offline.").waitFor();
    await expectAccessible(page);
    await site.store({ title: "meanwhile" });
    await page.context().setOffline(false);
    await checkbox(page, "meanwhile").waitFor();
    expect(await alert(page).innerText()).toBe("");
  });

  it("does not overwrite or delete a change from another tab, and keeps either version", async () => {
    const page = await site.newPage();
    await page.clock.install();
    for (const title of ["one", "two"]) await site.store({ title });
    await page.goto(site.stack.websiteUrl);
    await checkbox(page, "two").waitFor();

    await site.changeElsewhere("one", { title: "uno" });
    await checkbox(page, "one").click();
    await alert(page).getByText("“uno” was changed in another tab.").waitFor();
    expect(await alert(page).getByRole("button").allInnerTexts()).toEqual(["Keep mine", "Keep theirs"]);
    expect(await checkbox(page, "uno").isChecked()).toBe(false);
    expect(await site.storedItems()).toMatchObject([{ title: "uno", completed: false }, {}]);
    await button(page, "Keep mine").click();
    await expect.poll(site.storedItems).toMatchObject([{ title: "uno", completed: true }, {}]);

    await button(page, "Edit two").click();
    await site.changeElsewhere("two", { completed: true });
    await editor(page, "two").fill("deux");
    await page.keyboard.press("Enter");
    await alert(page).getByText("“two” was changed in another tab.").waitFor();
    expect(await checkbox(page, "two").isChecked()).toBe(true);
    await button(page, "Keep mine").click();
    await expect.poll(site.storedItems).toMatchObject([{}, { title: "deux", completed: true }]);

    await button(page, "Delete uno").click();
    await site.changeElsewhere("uno", { title: "one" });
    const reloaded = page.waitForResponse(/\/items$/);
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await (await reloaded).finished();
    expect(await titles(page)).toEqual(["deux"]);
    await page.clock.fastForward(60_000);
    await alert(page).getByText("“one” was changed in another tab.").waitFor();
    expect(await alert(page).getByRole("button").allInnerTexts()).toEqual(["Delete anyway", "Keep it"]);
    await expectAccessible(page);
    expect(await titles(page)).toEqual(["one", "deux"]);
    expect(await site.storedItems()).toHaveLength(2);
  });

  it("removes items that were deleted in another tab, even when the tab becomes visible again", async () => {
    const page = await site.openPage();
    for (const title of ["one", "two"]) await add(page, title);
    await site.clear();
    await checkbox(page, "one").click();
    await alert(page).getByText("“one” was deleted in another tab.").waitFor();
    expect(await titles(page)).toEqual(["two"]);

    await site.store({ title: "three" });
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await checkbox(page, "three").waitFor();
    expect(await titles(page)).toEqual(["three"]);
  });

  it("returns rejected text to its field, with the API's reason", async () => {
    const page = await site.openPage();
    await field(page).fill("x".repeat(501));
    await page.keyboard.press("Enter");
    await page.locator("form").getByText("maximum 500").waitFor();
    expect(await field(page).inputValue()).toHaveLength(501);
    expect(await titles(page)).toEqual([]);
    await press(page, "Backspace", "Enter");
    await checkbox(page, "x".repeat(500)).waitFor();
    expect(await field(page).inputValue()).toBe("");
    expect(await alert(page).innerText()).toBe("");

    await button(page, `Edit ${"x".repeat(500)}`).click();
    await page.keyboard.type("  ");
    await page.keyboard.press("Enter");
    await page.getByText("Title is required.").waitFor();
    await page.keyboard.type("y".repeat(501));
    await page.keyboard.press("Enter");
    await page.locator("li").getByText("maximum 500").waitFor();
    await press(page, "Backspace", "Enter");
    await expect.poll(site.storedItems).toMatchObject([{ title: "y".repeat(500) }]);
  });
});

describe("the page of an API that is not open to everyone", () => {
  async function redeploy(texts: SettingTexts): Promise<void> {
    const { cloud } = site.stack;
    const settings = resolveSettings({ throttle: TEST_THROTTLE, ...texts }, TEST_STACK);
    const { results } = await runStack(stackFor(cloud, TEST_STACK, undefined, { settings }), cloud, () => {});
    expect(results.filter(({ outcome }) => outcome === "failed")).toEqual([]);
  }

  it("explains that it cannot sign requests, on a desktop and on a phone, until the API is open", async () => {
    await redeploy({ auth: "iam" });
    const page = await site.newPage();
    try {
      for (const viewport of [
        { width: 1280, height: 800 },
        { width: 320, height: 640 },
      ]) {
        await page.setViewportSize(viewport);
        await page.goto(site.stack.websiteUrl);
        await page.getByRole("heading", { name: "This API requires AWS credentials" }).waitFor();
        await page.getByText("todo-api items list --app todo-api --stage dev --local").waitFor();
        expect(await page.locator("form, input, nav").filter({ visible: true }).count()).toBe(0);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width);
        await expectAccessible(page);
      }
    } finally {
      await redeploy({});
    }
    await page.reload();
    await add(page, "Buy milk");
    expect(await titles(page)).toEqual(["Buy milk"]);
  });

  it("explains that the API does not accept this address, and loads when it does", async () => {
    await redeploy({ denyIp: "127.0.0.1" });
    const page = await site.newPage();
    try {
      await page.goto(site.stack.websiteUrl);
      await alert(page).getByText("The API does not accept requests from this IP address.").waitFor();
      await expectAccessible(page);
    } finally {
      await redeploy({});
    }
    await button(page, "Retry").click();
    await page.getByText("Nothing here yet").waitFor();
    expect(await alert(page).innerText()).toBe("");
  });
});
