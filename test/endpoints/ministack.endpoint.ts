import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { launchBrowser } from "../browser/browser.ts";
import { add, checkbox } from "../browser/todo-page.ts";
import { type Ran, run } from "../support/run.ts";
import { REGION, startMiniStack } from "./emulators.ts";
import { putRestApiFor } from "./put-rest-api.ts";
import { type EndpointRelay, startEndpointRelay } from "./relay.ts";
import { describeOn, KEYS, makeProject, ownNames } from "./stack.ts";

// The tests of this file run in order: each continues with the state of the previous one.
await describeOn("MiniStack, which runs the functions", startMiniStack, (emulator) => {
  let relay: EndpointRelay;
  let project: Awaited<ReturnType<typeof makeProject>>;
  let pageUrl = "";
  const todoApi = (...argv: readonly string[]): Promise<Ran> =>
    run([...argv, "--endpoint-url", relay.endpoint], { cwd: project.cwd, env: { ...KEYS, HOME: project.cwd } });

  beforeAll(async () => {
    // moto ignores tags when a bucket is created; here they are removed from the request.
    const bucketTags = /(?<=<CreateBucketConfiguration.*)<Tags>.*<\/Tags>/;
    relay = await startEndpointRelay(emulator.endpoint, putRestApiFor(emulator.endpoint, REGION), bucketTags);
    project = await makeProject();
  });
  afterAll(() => Promise.all([relay.stop(), project.remove()]));

  test("a deploy succeeds, and the API and the page respond", async () => {
    const { code, stderr } = await todoApi("deploy", "--allow-clear");
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: expect.not.stringContaining("warning:") });
    pageUrl = /^Website +(\S+)$/m.exec(stderr)?.[1] ?? "";
    expect(relay.changes.filter((change) => change.includes("?tagging"))).toHaveLength(1);
    expect(await todoApi("status")).toMatchObject({ code: EXIT.ok, stdout: expect.stringContaining("healthy") });
  });

  test("the plan after the deploy is empty, and a second deploy changes nothing", async () => {
    expect(await todoApi("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });
    const before = relay.changes.length;
    expect(await todoApi("deploy")).toMatchObject({ code: EXIT.ok });
    expect(relay.changes.slice(before)).toEqual([]);
  });

  test("items are added, changed, listed and deleted", async () => {
    expect(await todoApi("items", "add", "Buy milk")).toMatchObject({ code: EXIT.ok });
    expect(await todoApi("items", "add", "Call Ann")).toMatchObject({ code: EXIT.ok });
    const listed = JSON.parse((await todoApi("items", "list", "--json")).stdout);
    const [milk, ann] = listed;
    expect(await todoApi("items", "done", milk.id)).toMatchObject({ code: EXIT.ok });
    expect(await todoApi("items", "delete", ann.id)).toMatchObject({ code: EXIT.ok });
    expect(JSON.parse((await todoApi("items", "list", "--json")).stdout)).toMatchObject([
      { title: "Buy milk", completed: true },
    ]);
  });

  test("the page works in a browser", async () => {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(pageUrl);
      await checkbox(page, "Buy milk").waitFor();
      await add(page, "Water plants");
    } finally {
      await browser.close();
    }
    expect((await todoApi("items", "list")).stdout).toContain("Water plants");
  });

  test("the logs show each function's calls", async () => {
    const { code, stdout } = await todoApi("logs");
    expect({ code, stdout }).toEqual({ code: EXIT.ok, stdout: expect.stringMatching(/ create +START RequestId: /) });
  });

  test("deploys an update, and rolls back to the previous release; the items stay", async () => {
    expect(await todoApi("deploy", "--no-allow-clear")).toMatchObject({ code: EXIT.ok });
    expect(await todoApi("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });
    const { code, stderr } = await todoApi("rollback", "--yes");
    expect({ code, stderr }).toMatchObject({ code: EXIT.ok });
    expect((await todoApi("items", "list")).stdout).toContain("Water plants");
  });

  test("a destroy leaves nothing that boto3 can find", async () => {
    expect(await todoApi("destroy", "--yes")).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
    expect(ownNames(await emulator.list())).toEqual([]);
  });
});
