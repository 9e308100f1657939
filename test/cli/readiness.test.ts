import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { connect } from "../support/stack.ts";

let local: TestCloud;
let cwd: string;

beforeEach(async () => {
  local = await startTestCloud();
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

/** The responses to callers of the API: "DELETE 404". */
async function responsesOfApi(): Promise<readonly string[]> {
  const { logs } = await connect(local);
  const { events = [] } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: "/aws/api-gateway/todo-api-dev" }),
  );
  return events.map(({ message = "{}" }) => {
    const { method, status } = JSON.parse(message);
    return `${method} ${status}`;
  });
}

test("deploy calls each of the four functions before it ends, and leaves no item", async () => {
  const { code, stdout } = await run(["deploy"], { cwd });
  expect(code).toBe(EXIT.ok);
  expect(new Set(await responsesOfApi())).toEqual(new Set(["GET 200", "POST 400", "PATCH 404", "DELETE 404"]));
  expect(await (await fetch(`${stdout.trim()}/items`)).json()).toEqual([]);
});

test("a stage becomes ready even if its burst limit is lower than the number of functions", async () => {
  expect(await run(["deploy", "--throttle", "20/2"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await responsesOfApi()).toEqual(expect.arrayContaining(["DELETE 404", "POST 400"]));
});
