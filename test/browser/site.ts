import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import type { Website } from "../../src/config/stack-settings.ts";
import { startStack, TEST_STACK } from "../support/stack.ts";
import { launchBrowser } from "./browser.ts";

type Stack = Awaited<ReturnType<typeof startStack>>;

/** An item as the API gives it. */
export type StoredItem = Readonly<Record<string, unknown>> & { readonly id: string };

/** The deployed stack and a browser, for the tests of one file; every test starts with an empty list and a fresh profile. */
export interface Site {
  readonly stack: Stack;
  /** Opens the page, which has no items yet, and waits until it says so. */
  openPage(options?: BrowserContextOptions): Promise<Page>;
  /** Opens an empty tab. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
  /** What the API has stored (the first page of it), in the API's order. */
  storedItems(): Promise<readonly StoredItem[]>;
  /** Adds an item behind the page's back. */
  store(item: object): Promise<void>;
  /** Changes the item of this heading behind the page's back, as another tab would. */
  changeElsewhere(heading: string, changes: object): Promise<void>;
  /** Deletes everything behind the page's back. */
  clear(): Promise<void>;
}

/** Puts the stack up and starts the browser before the tests of the calling file, and takes both away after them. */
export function useSite(model = "todo", website: Website = "s3"): Site {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 180_000 });
  let stack: Stack;
  let browser: Browser;
  const site: Site = {
    get stack() {
      return stack;
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
    storedItems: () => storedItems(stack.apiUrl),
    store: (item) => send(`${stack.apiUrl}/items`, "POST", item),
    changeElsewhere: async (heading, changes) => {
      const item = (await site.storedItems()).find((each) => Object.values(each).includes(heading));
      if (!item) throw new Error(`The API has no item "${heading}".`);
      await send(`${stack.apiUrl}/items/${item.id}`, "PATCH", changes);
    },
    clear: () => clear(stack.apiUrl),
  };
  beforeAll(async () => {
    stack = await startStack(TEST_STACK, model, website);
    browser = await launchBrowser();
  });
  beforeEach(() => site.clear());
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });
  return site;
}

async function storedItems(apiUrl: string): Promise<readonly StoredItem[]> {
  const answer: unknown = await (await fetch(`${apiUrl}/items`)).json();
  if (!Array.isArray(answer)) throw new Error(`GET /items answered ${JSON.stringify(answer)} instead of a list.`);
  return answer;
}

async function send(url: string, method: string, body: object): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}.`);
}

async function clear(apiUrl: string): Promise<void> {
  const items = await storedItems(apiUrl);
  await Promise.all(items.map(({ id }) => fetch(`${apiUrl}/items/${id}`, { method: "DELETE" })));
  if (items.length > 0) await clear(apiUrl);
}
