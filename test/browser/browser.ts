import { type Browser, chromium } from "playwright-core";
import { packedChromium } from "./packed-chromium.ts";

/**
 * Starts a headless browser: the one at CHROME_PATH, else the packed Chromium (Linux x64), else an installed Chrome or
 * Edge.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROME_PATH"];
  if (executablePath !== undefined) return chromium.launch({ executablePath });
  // Not the package's own arguments, which turn off the same-origin policy, and with it the CORS checks under test.
  if (process.platform === "linux" && process.arch === "x64") return chromium.launch(await packedChromium());
  return launchInstalled(["chrome", "msedge"]);
}

async function launchInstalled(channels: readonly string[]): Promise<Browser> {
  const failures: unknown[] = [];
  for (const channel of channels) {
    try {
      return await chromium.launch({ channel });
    } catch (error) {
      failures.push(error);
    }
  }
  throw new AggregateError(
    failures,
    "The browser tests found neither Chrome nor Edge on this machine: install one, or set CHROME_PATH to a Chromium-based browser.",
  );
}
