import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** Adds an item with Enter, and waits until it is in the list and out of the field. */
export async function add(page: Page, title: string): Promise<void> {
  await field(page).fill(title);
  await page.keyboard.press("Enter");
  await tick(page, title).waitFor();
  await expect.poll(() => field(page).inputValue()).toBe("");
}

/** Presses keys one after the other, wherever the focus is. */
export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** The field for a new item. */
export function field(page: Page): Locator {
  return page.getByRole("textbox", { name: "New item" });
}

/** The checkbox of the item with this title. */
export function tick(page: Page, title: string): Locator {
  return page.getByRole("checkbox", { name: title, exact: true });
}

/** The field in which the item with this title is renamed. */
export function editor(page: Page, title: string): Locator {
  return page.getByRole("textbox", { name: `New title for ${title}`, exact: true });
}

/** The button of exactly this name. */
export function button(page: Page, name: string): Locator {
  return page.getByRole("button", { name, exact: true });
}

/** How much is left to do, as the page says it. */
export function count(page: Page, text: string): Locator {
  return page.getByText(text, { exact: true });
}

/** Where the page says what went wrong. */
export function alert(page: Page): Locator {
  return page.getByRole("alert");
}

/** The titles in the list, from top to bottom. */
export async function titles(page: Page): Promise<readonly string[]> {
  return page.getByRole("listitem").locator(".title").allTextContents();
}

/** Has the element the keyboard focus? */
export async function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element.matches(":focus"));
}
