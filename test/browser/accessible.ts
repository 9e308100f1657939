import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/**
 * Asserts that axe-core, by all its rules, finds nothing on the page as it is now.
 * Its source is evaluated by the debugger, which the page's Content-Security-Policy does not bind; a script tag it would refuse.
 */
export async function expectAccessible(page: Page): Promise<void> {
  if (await page.evaluate("window.axe === undefined")) await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
  expect(passes).not.toEqual([]);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}
