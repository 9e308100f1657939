import type { Locator, Page } from "playwright-core";

/** Adds an item with Enter, and waits until the API has it. */
export async function add(page: Page, title: string): Promise<void> {
  await field(page).fill(title);
  await page.keyboard.press("Enter");
  await checkbox(page, title).waitFor();
}

/** Presses keys one after another. */
export async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** The field for a new item. */
export function field(page: Page): Locator {
  return page.getByRole("textbox", { name: "New to-do item" });
}

/** The checkbox of the item with this title, once the API has it. */
export function checkbox(page: Page, title: string): Locator {
  return page.locator("li:not([inert])").getByRole("checkbox", { name: title, exact: true });
}

/** The edit field of the item with this title. */
export function editor(page: Page, title: string): Locator {
  return page.getByRole("textbox", { name: `Edit ${title}`, exact: true });
}

/** The button with exactly this name. */
export function button(page: Page, name: string): Locator {
  return page.getByRole("button", { name, exact: true });
}

/** The filter with this name, and the number of items that it shows. */
export function filter(page: Page, name: string): Locator {
  return page.getByRole("link", { name, exact: true });
}

/** The count of open items. */
export function count(page: Page, text: string): Locator {
  return page.getByRole("banner").getByText(text, { exact: true });
}

/** The page's alerts. */
export function alert(page: Page): Locator {
  return page.getByRole("alert");
}

/** The visible titles, from top to bottom. */
export async function titles(page: Page): Promise<readonly string[]> {
  return page.locator("li:visible .title .name").allTextContents();
}

/** Whether the element has the keyboard focus. */
export async function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element.matches(":focus"));
}
