import { expect, it } from "vitest";
import { useSite } from "./site.ts";
import { add, button, checkbox, titles } from "./todo-page.ts";

const site = useSite("todo", "api");

it("works at every URL that serves it, calls only its own origin, and violates no security policy", async () => {
  const page = await site.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  const requests: string[] = [];
  page.on("request", (request) => requests.push(`${request.method()} ${new URL(request.url()).origin}`));
  const { origin } = new URL(site.stack.apiUrl);
  const urls = [site.stack.websiteUrl, site.stack.apiUrl, `${site.stack.apiUrl}/index.html#active`];
  for (const [index, url] of urls.entries()) {
    await page.goto(url);
    await add(page, `item ${index}`);
    await checkbox(page, `item ${index}`).waitFor();
  }
  await page.goto(site.stack.websiteUrl);
  await checkbox(page, "item 0").check();
  await button(page, "Delete item 1").click();
  await expect.poll(() => titles(page)).toEqual(["item 0", "item 2"]);
  await expect.poll(site.storedItems).toMatchObject([{ completed: true }, { title: "item 1" }, { title: "item 2" }]);
  expect(await page.getByRole("heading", { name: "To-do" }).count()).toBe(1);
  expect(requests.filter((request) => !request.endsWith(` ${origin}`))).toEqual([]);
  expect(requests.filter((request) => request.startsWith("OPTIONS"))).toEqual([]);
  expect(problems).toEqual([]);
});

it("cannot be framed, and explains a missing config.json", async () => {
  const page = await site.newPage();
  await page.setContent(`<iframe src="${site.stack.websiteUrl}"></iframe>`);
  const [, frame] = page.frames();
  await expect.poll(() => frame?.url()).toMatch(/^chrome-error:/);
  await page.route("**/config.json", (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto(site.stack.websiteUrl);
  await page.getByText("This page is not set up yet").waitFor();
});
