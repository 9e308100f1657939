import { FilterLogEventsCommand, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { connect, TEST_THROTTLE } from "../support/stack.ts";

/** Included in every text that a caller writes. */
const MARK = "Zyxmark";

let local: TestCloud;
let cwd: string;

beforeEach(async () => {
  local = await startTestCloud();
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

test("no log and no output about the stack contains what callers wrote, only IDs", async () => {
  const { stdout } = await run(["deploy", "--throttle", TEST_THROTTLE, "--allow-clear"], { cwd });
  const api = stdout.trim();
  const statuses = new Set<number>();
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const json = { "content-type": "application/json", "x-note": MARK, ...headers };
    const response = await fetch(`${api}${path}`, { method, headers: json, ...(text !== undefined && { body: text }) });
    statuses.add(response.status);
    return { location: response.headers.get("location"), text: await response.text() };
  };
  const { location } = await send("POST", "/items", { title: MARK });
  const item = location?.slice(api.length) ?? "";
  await send("POST", "/items", { title: MARK, completed: true }, { "idempotency-key": MARK });
  await send("POST", "/items", { title: MARK, completed: true }, { "idempotency-key": MARK });
  await send("POST", "/items", { title: `${MARK}2` }, { "idempotency-key": MARK });
  const wrong = [
    { title: MARK, [MARK]: 1 },
    { title: [MARK] },
    { title: MARK.repeat(100) },
    { title: MARK, order: MARK },
  ];
  const bodies = [...wrong, `{"title": ${MARK}`, `"${MARK}"`, `[${MARK}]`, MARK, { title: MARK.repeat(3000) }];
  for (const body of bodies)
    for (const [method, path] of [
      ["POST", "/items"],
      ["PUT", item],
      ["PATCH", item],
    ] as const)
      await send(method, path, body);
  await send("POST", "/items", { title: MARK }, { "content-type": `text/${MARK}` });
  await send("PATCH", item, { title: MARK }, { "if-match": `"${MARK}"` });
  await send("PATCH", item, { title: `${MARK} changed` });
  await send("GET", `${item}?q=${MARK}`);
  await send("GET", `/items?cursor=${MARK}&limit=${MARK}&${MARK}=1`);
  await send("GET", "/items?limit=1");
  await send("PUT", "/items/019abc12-3456-7def-8123-456789abcdef", { title: MARK });
  await send("DELETE", item, MARK);
  await send("DELETE", "/items", { title: MARK });
  await send("DELETE", "/items");
  expect([...statuses].sort()).toEqual([200, 201, 204, 400, 404, 409, 412, 413, 415]);

  const cloud = await connect(local);
  const found: string[] = [];
  let lines = 0;
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: cloud.logs }, {}))
    for (const { logGroupName } of logGroups) {
      const { events = [] } = await cloud.logs.send(new FilterLogEventsCommand({ logGroupName }));
      lines += events.length;
      found.push(
        ...events.flatMap(({ message = "" }) => (message.includes(MARK) ? [`${logGroupName} ${message}`] : [])),
      );
    }
  expect(lines).toBeGreaterThan(30);
  expect(found).toEqual([]);
  for (const argv of [["logs", "--since", "1h"], ["logs", "--since", "1h", "--json"], ["status"], ["plan", "--json"]]) {
    const { code, stdout: out, stderr } = await run(argv, { cwd });
    expect({ argv, code }).toEqual({ argv, code: EXIT.ok });
    expect(out + stderr).not.toContain(MARK);
  }
});
