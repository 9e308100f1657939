import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/**
 * Asserts that axe-core finds nothing on the page as it is now: by all its rules in light, and by what colours change in dark.
 * Its source is evaluated by the debugger, which the page's Content-Security-Policy does not bind; a script tag it would refuse.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  expect(await findFaults(page, "light", "axe.run()")).toEqual([]);
  expect(await findFaults(page, "dark", "axe.run({ runOnly: ['color-contrast'] })")).toEqual([]);
}

async function findFaults(page: Page, colorScheme: "light" | "dark", run: string): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme });
  const { violations, passes } = await page.evaluate<AxeResults>(run);
  expect(passes).not.toEqual([]);
  return violations.map(({ id, nodes }) => `${colorScheme}, ${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
