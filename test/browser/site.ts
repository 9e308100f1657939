import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import { startStack } from "../support/stack.ts";
import { launchBrowser } from "./browser.ts";

type Stack = Awaited<ReturnType<typeof startStack>>;

/** The deployed stack and a browser, for the tests of one file; every test starts with an empty list and a fresh profile. */
export interface Site {
  readonly stack: Stack;
  /** Opens the page, which has no items yet, and waits until it says so. */
  openPage(options?: BrowserContextOptions): Promise<Page>;
  /** Opens an empty tab. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
  /** What the API has stored (the first page of it). */
  storedItems(): Promise<readonly { readonly id: string }[]>;
  /** Deletes everything behind the page's back. */
  clear(): Promise<void>;
}

/** Puts the stack up and starts the browser before the tests of the calling file, and takes both away after them. */
export function useSite(): Site {
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
      await page.getByText("Nothing to do").waitFor();
      return page;
    },
    newPage: async (options) => {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(15_000);
      return context.newPage();
    },
    storedItems: () => storedItems(stack.apiUrl),
    clear: () => clear(stack.apiUrl),
  };
  beforeAll(async () => {
    stack = await startStack();
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

async function storedItems(apiUrl: string): Promise<readonly { readonly id: string }[]> {
  const answer: unknown = await (await fetch(`${apiUrl}/items`)).json();
  if (!Array.isArray(answer)) throw new Error(`GET /items answered ${JSON.stringify(answer)} instead of a list.`);
  return answer;
}

async function clear(apiUrl: string): Promise<void> {
  const items = await storedItems(apiUrl);
  for (const { id } of items) await fetch(`${apiUrl}/items/${id}`, { method: "DELETE" });
  if (items.length > 0) await clear(apiUrl);
}
