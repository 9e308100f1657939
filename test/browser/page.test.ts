import { describe, expect, it } from "vitest";
import { useSite } from "./site.ts";
import { add, alert, button, count, editor, field, isFocused, press, tick, titles } from "./todo-page.ts";

const site = useSite();

describe("the page", () => {
  it("says that there is nothing to do, until the first item is added with Enter", async () => {
    const page = await site.openPage();
    await page.getByText("Nothing to do").waitFor();

    await add(page, "Buy milk");

    expect(await titles(page)).toEqual(["Buy milk"]);
    expect(await page.getByText("Nothing to do").count()).toBe(0);
    expect(await isFocused(field(page))).toBe(true);
    expect(await site.storedItems()).toMatchObject([{ title: "Buy milk", completed: false }]);
  });

  it("shows items in the order in which they were added", async () => {
    const page = await site.openPage();
    for (const title of ["one", "two", "three"]) await add(page, title);
    expect(await titles(page)).toEqual(["one", "two", "three"]);
  });

  it("ticks and unticks, and counts what is left", async () => {
    const page = await site.openPage();
    await add(page, "Buy milk");
    await add(page, "Buy bread");
    await count(page, "2 of 2 left").waitFor();

    await tick(page, "Buy milk").check();
    await count(page, "1 of 2 left").waitFor();
    await expect.poll(site.storedItems).toMatchObject([{ completed: true }, { completed: false }]);

    await tick(page, "Buy milk").uncheck();
    await count(page, "2 of 2 left").waitFor();
    await expect.poll(site.storedItems).toMatchObject([{ completed: false }, { completed: false }]);
  });

  it("renames on a double click, and keeps the old title on Escape", async () => {
    const page = await site.openPage();
    await add(page, "Buy milk");

    await page.getByText("Buy milk", { exact: true }).dblclick();
    await editor(page, "Buy milk").fill("Buy oat milk");
    await page.keyboard.press("Enter");
    await tick(page, "Buy oat milk").waitFor();
    expect(await isFocused(button(page, "Rename Buy oat milk"))).toBe(true);
    expect(await site.storedItems()).toMatchObject([{ title: "Buy oat milk" }]);

    await page.getByText("Buy oat milk", { exact: true }).dblclick();
    await editor(page, "Buy oat milk").fill("Never mind");
    await page.keyboard.press("Escape");
    await editor(page, "Buy oat milk").waitFor({ state: "hidden" });
    expect(await titles(page)).toEqual(["Buy oat milk"]);
    expect(await site.storedItems()).toMatchObject([{ title: "Buy oat milk" }]);
  });

  it("deletes, and moves the focus to the item that follows", async () => {
    const page = await site.openPage();
    for (const title of ["one", "two", "three"]) await add(page, title);

    await button(page, "Delete two").click();
    await tick(page, "two").waitFor({ state: "detached" });

    expect(await titles(page)).toEqual(["one", "three"]);
    expect(await isFocused(button(page, "Delete three"))).toBe(true);
    expect(await site.storedItems()).toMatchObject([{ title: "one" }, { title: "three" }]);
  });

  it("keeps everything after a reload", async () => {
    const page = await site.openPage();
    for (const title of ["one", "two", "three"]) await add(page, title);
    await tick(page, "one").check();
    await expect.poll(site.storedItems).toMatchObject([{ completed: true }, {}, {}]);
    await button(page, "Delete two").click();
    await tick(page, "two").waitFor({ state: "detached" });

    await page.reload();

    await tick(page, "three").waitFor();
    expect(await titles(page)).toEqual(["one", "three"]);
    expect(await tick(page, "one").isChecked()).toBe(true);
    expect(await tick(page, "three").isChecked()).toBe(false);
  });

  it("shows more items than the API gives in one answer, by following its link to the next page", async () => {
    for (let number = 1; number <= 101; number++) {
      const body = JSON.stringify({ title: `item ${number}` });
      await fetch(`${site.stack.apiUrl}/items`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
      });
    }
    expect((await fetch(`${site.stack.apiUrl}/items`)).headers.get("Link")).toContain('rel="next"');

    const page = await site.newPage();
    await page.goto(site.stack.websiteUrl);

    await count(page, "101 of 101 left").waitFor();
    expect((await titles(page)).at(-1)).toBe("item 101");
  });

  it("loses nothing that is typed while an item is being saved", async () => {
    const page = await site.openPage();
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/items", async (route) => {
      if (route.request().method() === "POST") await released;
      await route.continue();
    });
    const sent = page.waitForRequest((request) => request.method() === "POST");
    await field(page).fill("Buy milk");
    await page.keyboard.press("Enter");
    await sent;
    await page.keyboard.type(" and then");
    release();
    await tick(page, "Buy milk").waitFor();
    expect(await field(page).inputValue()).toBe("and then");
  });

  it("shows a title of HTML as text and runs nothing", async () => {
    const page = await site.openPage();
    const title = `<img src=x onerror="document.title='run'"><script>document.title='run'</script>`;

    await add(page, title);
    await page.reload();
    await tick(page, title).waitFor();

    expect(await titles(page)).toEqual([title]);
    expect(await page.locator("#list img, #list script").count()).toBe(0);
    expect(await page.title()).toBe("(1) Todo");
  });

  it("refuses scripts and markup that are not its own", async () => {
    const page = await site.openPage();
    await expect(page.evaluate("document.body.innerHTML = '<p>mine</p>'")).rejects.toThrow("TrustedHTML");
    const blocked = page.waitForEvent("console", (message) => message.text().includes("Content Security Policy"));
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement("style"), { textContent: "p {}" }))`,
    );
    expect((await blocked).type()).toBe("error");
  });

  it("works by keyboard alone", async () => {
    const page = await site.openPage();
    await expect.poll(() => isFocused(field(page))).toBe(true);
    for (const title of ["one", "two"]) {
      await page.keyboard.type(title);
      await page.keyboard.press("Enter");
      await tick(page, title).waitFor();
    }

    await press(page, "Tab", "Tab", "Space");
    await count(page, "1 of 2 left").waitFor();
    expect(await tick(page, "one").isChecked()).toBe(true);

    await press(page, "ArrowDown", "F2");
    await page.keyboard.type("deux");
    await page.keyboard.press("Enter");
    await tick(page, "deux").waitFor();

    await press(page, "Shift+Tab", "Enter");
    expect(await editor(page, "deux").inputValue()).toBe("deux");
    await page.keyboard.type("dos");
    await page.keyboard.press("Escape");
    expect(await titles(page)).toEqual(["one", "deux"]);

    await press(page, "Tab", "Enter");
    await tick(page, "deux").waitFor({ state: "detached" });
    expect(await isFocused(button(page, "Delete one"))).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByText("Nothing to do").waitFor();
    expect(await isFocused(field(page))).toBe(true);
  });

  it("makes no console error and breaks no policy in the normal flow", async () => {
    const page = await site.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(site.stack.websiteUrl);
    await add(page, "Buy milk");
    await tick(page, "Buy milk").check();
    await button(page, "Rename Buy milk").click();
    await editor(page, "Buy milk").fill("Buy bread");
    await page.keyboard.press("Enter");
    await tick(page, "Buy bread").waitFor();
    await page.reload();
    await button(page, "Delete Buy bread").click();
    await page.getByText("Nothing to do").waitFor();
    expect(complaints).toEqual([]);
  });

  it("fits a screen 320 px wide: nothing sticks out, and every target is at least 44 px", async () => {
    const page = await site.openPage({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
    for (const title of ["W".repeat(500), "two"]) await add(page, title);
    await button(page, "Rename two").click();
    await editor(page, "two").fill("W".repeat(501));
    await page.keyboard.press("Enter");
    await alert(page).getByText("This title is too long.").waitFor();

    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
    for (const title of await page.locator(".title:visible").all()) {
      expect(await title.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    }
    for (const target of await page.locator("button:visible, input:visible, textarea:visible").all()) {
      const { width, height } = (await target.boundingBox()) ?? { width: 0, height: 0 };
      // Rounded, because a box at a fractional position is measured with a rounding error.
      const smaller = Math.round(Math.min(width, height));
      expect(smaller, await target.evaluate((element) => element.outerHTML)).toBeGreaterThanOrEqual(44);
    }
  });
});
