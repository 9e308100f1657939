import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/**
 * Asserts that axe-core, with all its rules, finds no problem on the page in its current state. The debugger evaluates
 * its source, because the page's Content-Security-Policy would block a script tag.
 */
export async function expectAccessible(page: Page): Promise<void> {
  if (await page.evaluate("window.axe === undefined")) await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
  expect(passes).not.toEqual([]);
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}
