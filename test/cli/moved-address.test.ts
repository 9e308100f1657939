import { cp, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeFolder, run } from "../support/run.ts";

test("when the ports of an API and its website are taken at a restart, the page, items and status use the new ones", async () => {
  const cwd = await makeFolder();
  const before = await deploy(cwd);
  await run(["items", "add", "Buy milk"], { cwd });
  await run(["local", "stop"], { cwd });
  for (const url of [before.apiUrl, before.websiteUrl]) await occupy(Number(new URL(url).port));
  expect(await run(["local", "start"], { cwd })).toMatchObject({ code: EXIT.ok });
  await expectMoved(cwd, before);
});

test("a copy of a folder that was adopted while the original runs has addresses of its own", async () => {
  const original = await makeFolder();
  const before = await deploy(original);
  await run(["items", "add", "Buy milk"], { cwd: original });
  const copy = await makeFolder();
  await cp(original, copy, { recursive: true });
  expect(await run(["local", "adopt", "--yes"], { cwd: copy })).toMatchObject({ code: EXIT.ok });
  expect(await run(["local", "start"], { cwd: copy })).toMatchObject({ code: EXIT.ok });
  await run(["items", "clear", "--yes"], { cwd: original });
  await expectMoved(copy, before);
  expect(JSON.parse((await run(["items", "list", "--json"], { cwd: original })).stdout)).toEqual([]);
});

interface Deployed {
  readonly apiUrl: string;
  readonly websiteUrl: string;
}

async function deploy(cwd: string): Promise<Deployed> {
  const { stdout } = await run(["deploy", "--local", "--json"], { cwd });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

async function expectMoved(cwd: string, before: Deployed): Promise<void> {
  const status = JSON.parse((await run(["status", "--json"], { cwd })).stdout);
  const { api, website, resources } = status;
  expect({ api: api.healthy, website: website.healthy }).toEqual({ api: true, website: true });
  expect(api.url).not.toBe(before.apiUrl);
  expect(website.url).not.toBe(before.websiteUrl);
  expect(resources.filter(({ changes }: { readonly changes: readonly unknown[] }) => changes.length > 0)).toEqual([]);

  const config = JSON.parse(await (await fetch(new URL("config.json", website.url))).text());
  expect(config.apiUrl).toBe(api.url);
  expect(await (await fetch(`${config.apiUrl}/items`)).json()).toMatchObject([{ title: "Buy milk" }]);
  const page = await (await fetch(website.url)).text();
  expect(page).toContain(`connect-src 'self' ${new URL(api.url).origin}`);
  expect(page).not.toContain(new URL(before.apiUrl).origin);

  expect((await run(["items", "list"], { cwd })).stdout).toContain("Buy milk");
  expect(JSON.parse((await run(["openapi", "--json"], { cwd })).stdout).servers).toEqual([{ url: api.url }]);
  expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await readFile(join(cwd, ".todo-api", "target.json"), "utf8")).not.toContain(before.apiUrl);
}

/** Another program that listens on the port. */
async function occupy(port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
}
