import type { Request } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectAccessible } from "./accessible.ts";
import { useSite } from "./site.ts";
import { add, button, checkbox, count, editor, field, filter, isFocused, press, titles } from "./todo-page.ts";

const site = useSite();

describe("the page", () => {
  it("shows that the list is empty until the first item is added with Enter", async () => {
    const page = await site.openPage();
    await expectAccessible(page);

    await add(page, "Buy milk");

    expect(await titles(page)).toEqual(["Buy milk"]);
    expect(await page.getByText("Nothing here yet").count()).toBe(0);
    expect(await isFocused(field(page))).toBe(true);
    expect(await site.storedItems()).toMatchObject([{ title: "Buy milk", completed: false }]);
  });

  it("shows a new item before the API responds, and keeps what is typed meanwhile", async () => {
    const page = await site.openPage();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/items", async (route) => {
      if (route.request().method() === "POST") await released;
      await route.continue();
    });
    await field(page).fill("Buy milk");
    await page.keyboard.press("Enter");
    await expect.poll(() => titles(page)).toEqual(["Buy milk"]);
    expect(await site.storedItems()).toEqual([]);
    await page.keyboard.type("and then");
    release();
    await checkbox(page, "Buy milk").waitFor();
    expect(await field(page).inputValue()).toBe("and then");
  });

  it("toggles items, counts open ones, and filters active and done ones", async () => {
    const page = await site.openPage();
    for (const title of ["milk", "bread", "eggs"]) await add(page, title);
    await count(page, "3 of 3 left").waitFor();

    await checkbox(page, "milk").check();
    await count(page, "2 of 3 left").waitFor();
    await expect
      .poll(site.storedItems)
      .toMatchObject([{ completed: true }, { completed: false }, { completed: false }]);
    await expectAccessible(page);

    await filter(page, "Active 2").click();
    expect(await titles(page)).toEqual(["bread", "eggs"]);
    await checkbox(page, "bread").press("Space");
    await filter(page, "Active 1").waitFor();
    expect(await titles(page)).toEqual(["eggs"]);
    expect(await isFocused(checkbox(page, "eggs"))).toBe(true);
    await checkbox(page, "eggs").click();
    await page.getByText("Everything is done").waitFor();
    await expectAccessible(page);

    await expect.poll(site.storedItems).toMatchObject([{ completed: true }, { completed: true }, { completed: true }]);
    await filter(page, "Done 3").click();
    await page.reload();
    await checkbox(page, "bread").click();
    await count(page, "1 of 3 left").waitFor();
    expect(await titles(page)).toEqual(["milk", "eggs"]);

    await add(page, "cheese");
    expect(await titles(page)).toEqual(["milk", "bread", "eggs", "cheese"]);
  });

  it("edits in place: Enter and leaving save, Escape cancels", async () => {
    const page = await site.openPage();
    await add(page, "Buy milk");

    await button(page, "Edit Buy milk").click();
    await expectAccessible(page);
    await editor(page, "Buy milk").fill("Buy oat milk");
    await page.keyboard.press("Enter");
    await checkbox(page, "Buy oat milk").waitFor();
    expect(await isFocused(button(page, "Edit Buy oat milk"))).toBe(true);
    await expect.poll(site.storedItems).toMatchObject([{ title: "Buy oat milk" }]);

    await page.keyboard.press("Enter");
    await page.keyboard.type("Never mind");
    await page.keyboard.press("Escape");
    expect(await titles(page)).toEqual(["Buy oat milk"]);

    await button(page, "Edit Buy oat milk").dblclick();
    await editor(page, "Buy oat milk").fill("Buy bread");
    await field(page).click();
    await expect.poll(site.storedItems).toMatchObject([{ title: "Buy bread" }]);
    expect(await isFocused(field(page))).toBe(true);
  });

  it("hides a deleted item, restores it with Undo, and deletes it when the offer ends or the page is left", async () => {
    const page = await site.newPage();
    await page.clock.install();
    for (const title of ["one", "two", "three"]) await site.store({ title });
    const before = await site.storedItems();
    await page.goto(site.stack.websiteUrl);

    await button(page, "Delete two").click();
    await page.getByText("Deleted “two”.").waitFor();
    expect(await titles(page)).toEqual(["one", "three"]);
    expect(await isFocused(button(page, "Delete three"))).toBe(true);
    await expectAccessible(page);
    await button(page, "Delete one").click();
    await page.getByText("Deleted 2 to-do items.").waitFor();
    await button(page, "Undo").click();
    expect(await titles(page)).toEqual(["one", "two", "three"]);
    expect(await isFocused(button(page, "Edit one"))).toBe(true);
    await page.clock.fastForward(60_000);
    expect(await site.storedItems()).toEqual(before);

    await button(page, "Delete three").click();
    await page.keyboard.press("Control+z");
    expect(await titles(page)).toEqual(["one", "two", "three"]);

    await button(page, "Delete two").click();
    await page.clock.fastForward(60_000);
    await expect.poll(site.storedItems).toMatchObject([{ title: "one" }, { title: "three" }]);
    expect(await button(page, "Undo").isVisible()).toBe(false);

    await button(page, "Delete three").click();
    await page.goto("about:blank");
    await expect.poll(site.storedItems).toMatchObject([{ title: "one" }]);
  });

  it("moves by drag, key and button, changes only the moved item, and keeps the order after a reload", async () => {
    for (const title of ["one", "two", "three", "four"]) await site.store({ title });
    const page = await site.newPage();
    await page.goto(site.stack.websiteUrl);

    const from = await button(page, "Move four").boundingBox();
    const to = await button(page, "Move two").boundingBox();
    if (!from || !to) throw new Error("There are no handles.");
    await page.mouse.move(from.x + 20, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(from.x + 20, from.y + 5);
    // A second finger does not end the drag.
    await page.locator("#list").dispatchEvent("pointerup", { pointerId: 99 });
    await page.mouse.move(to.x + 20, to.y + 5, { steps: 5 });
    await page.mouse.up();
    expect(await titles(page)).toEqual(["one", "four", "two", "three"]);
    expect(await button(page, "Move four up").isVisible()).toBe(false);
    await expect.poll(site.storedItems).toMatchObject([{ version: 1 }, { version: 1 }, { version: 1 }, { version: 2 }]);

    await button(page, "Edit one").focus();
    await press(page, "Alt+ArrowDown", "Alt+ArrowDown");
    expect(await titles(page)).toEqual(["four", "two", "one", "three"]);
    expect(await isFocused(button(page, "Edit one"))).toBe(true);

    await button(page, "Move three").click();
    await expectAccessible(page);
    await button(page, "Move three up").click();
    expect(await titles(page)).toEqual(["four", "two", "three", "one"]);

    await expect.poll(site.storedItems).toMatchObject([{ version: 3 }, { version: 1 }, { version: 2 }, { version: 2 }]);
    await page.reload();
    await checkbox(page, "four").waitFor();
    expect(await titles(page)).toEqual(["four", "two", "three", "one"]);
  });

  it("moves an item between others with the same order", async () => {
    for (const title of ["a", "b", "c", "d"]) await site.store({ title, order: 5 });
    const page = await site.newPage();
    await page.goto(site.stack.websiteUrl);
    await button(page, "Edit d").focus();
    await press(page, "Alt+ArrowUp", "Alt+ArrowUp");
    expect(await titles(page)).toEqual(["a", "d", "b", "c"]);
    await expect.poll(site.storedItems).toMatchObject([{ order: 5 }, { order: 7 }, { order: 8 }, { order: 6 }]);
    await page.reload();
    await checkbox(page, "a").waitFor();
    expect(await titles(page)).toEqual(["a", "d", "b", "c"]);
  });

  it("renders only some of thousands of items, all of them on request, and a new one immediately", async () => {
    const items = Array.from({ length: 3_000 }, (_, i) => ({
      id: `id-${i}`,
      title: `Item ${i}`,
      completed: false,
      version: 1,
      createdAt: new Date(i * 1000).toISOString(),
    }));
    const page = await site.newPage();
    await page.route("**/items", (route) =>
      route.request().method() === "GET" ? route.fulfill({ json: items }) : route.continue(),
    );
    await page.goto(site.stack.websiteUrl);
    await count(page, "3000 of 3000 left").waitFor();
    const rows = page.locator("#list > li");
    expect(await rows.count()).toBeLessThan(500);
    await add(page, "Buy milk");
    expect(await rows.count()).toBeLessThan(1_000);
    const more = page.locator("#more");
    expect(await more.innerText()).toBe("Show all 3001");
    // By keyboard: the button moves as rows are added near it.
    await more.press("Enter");
    await expect.poll(() => rows.count()).toBe(3_001);
    expect(await rows.last().locator(".title").textContent()).toContain("Buy milk");
    expect(await more.isHidden()).toBe(true);
  });

  it("ignores keys of an input method, in any order of events", async () => {
    const page = await site.openPage();
    await field(page).fill("にほん");
    const pressEnter = (init: string) =>
      page.evaluate(
        `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ${init} }))`,
      );
    await pressEnter("isComposing: true");
    await pressEnter("keyCode: 229");
    expect(await field(page).inputValue()).toBe("にほん");
    expect(await titles(page)).toEqual([]);
    await press(page, "Enter");
    await checkbox(page, "にほん").waitFor();
  });

  it("keeps the height of an edited row, even on a phone", async () => {
    const page = await site.openPage({ viewport: { width: 375, height: 640 } });
    for (const title of ["Buy milk", "A title that takes more than one line of a telephone's narrow screen"]) {
      await add(page, title);
      const row = page.locator("li").last();
      const before = await row.boundingBox();
      await button(page, `Edit ${title}`).click();
      expect(Math.abs(((await row.boundingBox())?.height ?? 0) - (before?.height ?? 0))).toBeLessThanOrEqual(4);
      await button(page, "Cancel").click();
    }
    const [typed, adds] = await Promise.all([field(page).boundingBox(), button(page, "Add").boundingBox()]);
    expect(typed?.height).toBe(adds?.height);
  });

  it("shows all items by following the API's links to the next page", async () => {
    for (const title of ["one", "two", "three", "four", "five"]) await site.store({ title });
    const page = await site.newPage();
    const urls: string[] = [];
    await page.route("**/items", (route) => route.continue({ url: `${route.request().url()}?limit=2` }));
    page.on("response", (response) => {
      if (response.url().includes("/items")) urls.push(response.url());
    });
    await page.goto(site.stack.websiteUrl);
    await count(page, "5 of 5 left").waitFor();
    expect(await titles(page)).toEqual(["one", "two", "three", "four", "five"]);
    expect(urls).toHaveLength(3);
  });

  it("works by keyboard alone", async () => {
    const page = await site.openPage();
    await expect.poll(() => isFocused(field(page))).toBe(true);
    for (const title of ["one", "two"]) {
      await page.keyboard.type(title);
      await page.keyboard.press("Enter");
      await checkbox(page, title).waitFor();
    }
    await checkbox(page, "one").focus();
    await press(page, "Space", "ArrowDown", "F2");
    await count(page, "1 of 2 left").waitFor();
    await page.keyboard.type("deux");
    await page.keyboard.press("Enter");
    await checkbox(page, "deux").waitFor();
    expect(await isFocused(button(page, "Edit deux"))).toBe(true);

    await press(page, "Tab", "Enter");
    await checkbox(page, "deux").waitFor({ state: "detached" });
    expect(await isFocused(button(page, "Delete one"))).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByText("Nothing here yet").waitFor();
    expect(await isFocused(field(page))).toBe(true);
  });

  it("has at most 20 kB as served and 20 kB of code unpacked, shows HTML as text, and violates no security policy", async () => {
    const page = await site.newPage();
    const problems: string[] = [];
    const files: Request[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("requestfinished", (request) => {
      if (!/config\.json$|\/items$/.test(request.url())) files.push(request);
    });
    await page.goto(site.stack.websiteUrl);
    await page.getByText("Nothing here yet").waitFor();
    const sizes = await Promise.all(files.map(async (file) => (await file.sizes()).responseBodySize));
    expect(files.map((file) => file.url().replace(/.*\//, ""))).toEqual(
      expect.arrayContaining(["", "app.js", "style.css"]),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(20_000);
    const code = await files.find((file) => file.url().endsWith("/app.js"))?.response();
    expect((await code?.body())?.length).toBeLessThanOrEqual(20_000);

    const title = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`;
    await add(page, "Buy milk");
    await checkbox(page, "Buy milk").check();
    await button(page, "Edit Buy milk").click();
    await editor(page, "Buy milk").fill(title);
    await page.keyboard.press("Enter");
    await expect.poll(site.storedItems).toMatchObject([{ title, completed: true }]);
    await page.reload();
    await button(page, `Delete ${title}`).click();
    await button(page, "Undo").click();
    await checkbox(page, title).uncheck();
    expect(await titles(page)).toEqual([title]);
    expect(await page.title()).toBe("(1) To-do items");
    expect(await page.getByRole("list", { name: "To-do items" }).count()).toBe(1);
    expect(await page.locator("#list img, #list script").count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it("fits a dark screen of 320 px, with sufficient contrast and targets of at least 44 px", async () => {
    const phone = {
      viewport: { width: 320, height: 640 },
      hasTouch: true,
      isMobile: true,
      colorScheme: "dark",
    } as const;
    const page = await site.openPage(phone);
    for (const title of ["W".repeat(500), "two", "three", "four"]) await add(page, title);
    await button(page, "Delete four").click();
    await checkbox(page, "three").check();
    await button(page, "Move three").click();
    await button(page, "Edit two").click();
    await editor(page, "two").fill("W".repeat(501));
    await page.keyboard.press("Enter");
    await page.locator("form").getByText("501 characters").waitFor();
    await expectAccessible(page);

    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
    for (const title of await page.locator(".title:visible").all())
      expect(await title.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    for (const target of await page.locator("button:visible, input:visible, textarea:visible, nav a:visible").all()) {
      const { width, height } = (await target.boundingBox()) ?? { width: 0, height: 0 };
      // Rounded, because a box at a fractional position is measured with a rounding error.
      const smaller = Math.round(Math.min(width, height));
      expect(smaller, await target.evaluate((element) => element.outerHTML)).toBeGreaterThanOrEqual(44);
    }
  });
});
