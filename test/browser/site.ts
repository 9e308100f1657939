import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import type { Website } from "../../src/config/api-settings.ts";
import type { SettingTexts } from "../../src/config/stack-settings.ts";
import { findStackKeys, readKeyValue } from "../../src/resources/usage-plan/find-api-keys.ts";
import { startStack, TEST_STACK } from "../support/stack.ts";
import { launchBrowser } from "./browser.ts";

type Stack = Awaited<ReturnType<typeof startStack>>;

/** An item as the API returns it. */
export type StoredItem = Readonly<Record<string, unknown>> & { readonly id: string };

/**
 * The deployed stack and a browser, for the tests of one file; every test starts with an empty list and a fresh
 * profile.
 */
export interface Site {
  readonly stack: Stack;
  /** The API key of the stack when the test begins; empty without `--auth api-key`. */
  readonly key: string;
  /** Opens the page, which has no items yet, and waits until it shows that. */
  openPage(options?: BrowserContextOptions): Promise<Page>;
  /** Opens an empty tab. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
  /** The items that the API has stored (the first page), in the API's order. */
  storedItems(): Promise<readonly StoredItem[]>;
  /** Adds an item without the page. */
  store(item: object): Promise<void>;
  /** Changes the item with this heading without the page, as another tab would. */
  changeElsewhere(heading: string, changes: object): Promise<void>;
  /** Deletes all items without the page. */
  clear(): Promise<void>;
}

/** Deploys the stack and starts the browser before the tests of the calling file, and stops both after them. */
export function useSite(model = "todo", website: Website = "s3", texts: SettingTexts = {}): Site {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 });
  let stack: Stack;
  let browser: Browser;
  let key = "";
  const site: Site = {
    get stack() {
      return stack;
    },
    get key() {
      return key;
    },
    openPage: async (options) => {
      const page = await site.newPage(options);
      await page.goto(stack.websiteUrl);
      await page.getByText("Nothing here yet").waitFor();
      return page;
    },
    newPage: async (options) => {
      const context = await browser.newContext({ reducedMotion: "reduce", ...options });
      context.setDefaultTimeout(15_000);
      return context.newPage();
    },
    storedItems: () => storedItems(stack.apiUrl, key),
    store: (item) => send(`${stack.apiUrl}/items`, "POST", item, key),
    changeElsewhere: async (heading, changes) => {
      const item = (await site.storedItems()).find((each) => Object.values(each).includes(heading));
      if (!item) throw new Error(`The API has no item "${heading}".`);
      await send(`${stack.apiUrl}/items/${item.id}`, "PATCH", changes, key);
    },
    clear: () => clear(stack.apiUrl, key),
  };
  beforeAll(async () => {
    stack = await startStack(TEST_STACK, model, website, texts);
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    const { current } = await findStackKeys(stack.cloud, TEST_STACK);
    key = current ? await readKeyValue(stack.cloud, current.id) : "";
    await site.clear();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });
  return site;
}

async function storedItems(apiUrl: string, key: string): Promise<readonly StoredItem[]> {
  const items: unknown = await (await fetch(`${apiUrl}/items`, { headers: { "x-api-key": key } })).json();
  if (!Array.isArray(items)) throw new Error(`GET /items returned ${JSON.stringify(items)} instead of a list.`);
  return items;
}

async function send(url: string, method: string, body: object, key: string): Promise<void> {
  const headers = { "Content-Type": "application/json", "x-api-key": key };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${url} returned ${response.status}.`);
}

async function clear(apiUrl: string, key: string): Promise<void> {
  const items = await storedItems(apiUrl, key);
  const options = { method: "DELETE", headers: { "x-api-key": key } };
  await Promise.all(items.map(({ id }) => fetch(`${apiUrl}/items/${id}`, options)));
  if (items.length > 0) await clear(apiUrl, key);
}
