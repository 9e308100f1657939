import { UpdateApiKeyCommand } from "@aws-sdk/client-api-gateway";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { Website } from "../../src/config/api-settings.ts";
import { EXIT } from "../../src/errors.ts";
import { findStackKeys } from "../../src/resources/usage-plan/find-api-keys.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { run } from "../support/run.ts";
import { TEST_STACK } from "../support/stack.ts";
import { expectAccessible } from "./accessible.ts";
import { useSite } from "./site.ts";
import { add, alert, button, checkbox, field, isFocused, titles } from "./todo-page.ts";

const REJECTED = "The API rejected this key. A new key can take a few minutes to become active.";
const PHONE = { width: 390, height: 844 };

describe.each<Website>(["s3", "api"])("the page of an API with --auth api-key, by --website %s", (website) => {
  const site = useSite("todo", website, { auth: "api-key" });

  async function enableKey(isEnabled: boolean): Promise<void> {
    const { cloud } = site.stack;
    const apiKey = (await findStackKeys(cloud, TEST_STACK)).current?.id;
    const patchOperations = [{ op: "replace", path: "/enabled", value: `${isEnabled}` } as const];
    await cloud.apigateway.send(new UpdateApiKeyCommand({ apiKey, patchOperations }));
  }

  it("prompts for the key, keeps it for the tab, and forgets it", async () => {
    const page = await site.newPage();
    const requests: { readonly url: string; readonly key: string | undefined }[] = [];
    const problems: string[] = [];
    page.on("request", (request) => requests.push({ url: request.url(), key: request.headers()["x-api-key"] }));
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    await page.goto(site.stack.websiteUrl);
    await heading(page).waitFor();
    expect(await isFocused(input(page))).toBe(true);
    expect(await input(page).getAttribute("type")).toBe("password");
    await page.getByText("todo-api key show --app todo-api --stage dev --local").waitFor();
    expect(requests.filter(({ url }) => url.includes("/items"))).toEqual([]);
    await page.keyboard.press("Enter");
    await page.getByText("Enter the key exactly as the command prints it.").waitFor();
    await input(page).fill("schlüssel");
    await page.keyboard.press("Enter");
    await page.getByText("Enter the key exactly as the command prints it.").waitFor();
    await expectAccessible(page);

    await enter(page, ` ${site.key}\n`);
    await page.getByText("Nothing here yet").waitFor();
    expect(await heading(page).isVisible()).toBe(false);
    expect(await isFocused(field(page))).toBe(true);
    await add(page, "Buy milk");
    await expect.poll(site.storedItems).toMatchObject([{ title: "Buy milk" }]);
    await expectAccessible(page);
    await page.reload();
    await checkbox(page, "Buy milk").waitFor();
    expect(await heading(page).isVisible()).toBe(false);
    expect(problems).toEqual([]);

    const key = site.key;
    expect(requests.filter(({ url }) => url.includes(key) || page.url().includes(key))).toEqual([]);
    for (const request of requests) expect(request.key).toBe(/\/items\b/.test(request.url) ? key : undefined);
    expect(await page.evaluate("JSON.stringify(localStorage) + document.cookie")).toBe("{}");
    const tab = await page.context().newPage();
    await tab.goto(site.stack.websiteUrl);
    await heading(tab).waitFor();

    await button(page, "Forget key").click();
    await heading(page).waitFor();
    expect(await titles(page)).toEqual([]);
    await page.reload();
    await heading(page).waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
  });

  if (website === "api") {
    it("asks again for a key that is wrong or revoked, and accepts the one that replaces it", async () => {
      const cwd = await makeDeployedFolder(site.stack.test);
      const todoApi = async (...argv: readonly string[]) => {
        const { code, stdout } = await run(argv, { cwd, env: { TODO_API_AUTH: "api-key" } });
        expect(code, argv.join(" ")).toBe(EXIT.ok);
        return stdout.trim();
      };
      const page = await site.newPage();
      await page.goto(site.stack.websiteUrl);
      await enter(page, "k".repeat(40));
      await page.getByText(REJECTED).first().waitFor();
      await enter(page, site.key);
      await add(page, "one");
      await todoApi("key", "rotate");
      await add(page, "two");
      await todoApi("key", "revoke", "--yes");
      await field(page).fill("three");
      await page.keyboard.press("Enter");
      await page.getByText(REJECTED).first().waitFor();
      await expectAccessible(page);
      await enter(page, await todoApi("key", "show"));
      await checkbox(page, "three").waitFor();
      await page.reload();
      await checkbox(page, "three").waitFor();
      expect(await titles(page)).toEqual(["one", "two", "three"]);
      await button(page, "Forget key").click();
      await heading(page).waitFor();
      expect(await titles(page)).toEqual([]);
    });
    // The rest does not depend on what serves the page. From S3, requests to the API also need CORS.
    return;
  }

  it("prompts again if the key is wrong, on a desktop and on a phone", async () => {
    const page = await site.newPage();
    for (const viewport of [{ width: 1280, height: 800 }, PHONE, { width: 320, height: 640 }]) {
      await page.setViewportSize(viewport);
      await page.goto(site.stack.websiteUrl);
      await enter(page, "k".repeat(40));
      await page.getByText(REJECTED).first().waitFor();
      expect(await isFocused(input(page))).toBe(true);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width);
      expect(await page.evaluate("sessionStorage.length")).toBe(0);
      await expectAccessible(page);
    }
    await page.getByLabel("Show key").check();
    expect(await input(page).getAttribute("type")).toBe("text");
    await enter(page, site.key);
    await page.getByText("Nothing here yet").waitFor();
    await add(page, "Buy milk");
    expect(await alert(page).innerText()).toBe("");
  });

  it("prompts again if the key is revoked, and loses neither a sent edit nor the text that the user is typing", async () => {
    const page = await site.newPage();
    await page.goto(site.stack.websiteUrl);
    await enter(page, site.key);
    await add(page, "one");
    await enableKey(false);
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/items/*", async (route) => {
      await released;
      await route.fulfill({ status: 500, json: { detail: "No." } });
    });
    await checkbox(page, "one").click();
    await field(page).fill("two");
    await page.keyboard.press("Enter");
    await page.keyboard.type("thr");
    await page.getByText(REJECTED).first().waitFor();
    // A request that was sent earlier fails for another reason.
    release();
    await alert(page).getByText("“one” was not changed.").waitFor();
    expect(await heading(page).isVisible()).toBe(true);
    await field(page).pressSequentially("ee");
    expect(await field(page).inputValue()).toBe("three");
    await expectAccessible(page);

    await enableKey(true);
    await enter(page, site.key);
    await checkbox(page, "two").waitFor();
    await page.unroute("**/items/*");
    await button(page, "Retry").click();
    await expect.poll(site.storedItems).toMatchObject([{ title: "one", completed: true }, { title: "two" }]);
    expect(await heading(page).isVisible()).toBe(false);
    expect(await field(page).inputValue()).toBe("three");
    expect(await alert(page).innerText()).toBe("");
  });
});

function heading(page: Page) {
  return page.getByRole("heading", { name: "This API requires an API key" });
}

function input(page: Page) {
  return page.getByLabel("API key");
}

async function enter(page: Page, key: string): Promise<void> {
  await input(page).fill(key);
  await page.keyboard.press("Enter");
}
