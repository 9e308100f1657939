import { type CreateTableCommandInput, DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { tagList } from "../../src/aws/ownership.ts";
import { EXIT } from "../../src/errors.ts";
import { makeTable, TABLE } from "../local/dynamodb/todo-table.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { whatIsLeft } from "../support/inventory.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { simulatedTime } from "../support/simulated-time.ts";
import { connect } from "../support/stack.ts";

test("removes a table that is still being created", async () => {
  const { local, destroy } = await newTable();
  const { code, stdout } = await destroy();
  expect({ code, stdout }).toEqual({ code: EXIT.ok, stdout: "0 resources left\n" });
  expect(whatIsLeft(local.cloud)).toEqual({});
});

test("one with deletion protection is not removed by --yes alone", async () => {
  const { local, destroy } = await newTable({ DeletionProtectionEnabled: true });
  expect((await destroy()).code).toBe(EXIT.usage);
  expect(whatIsLeft(local.cloud)).toMatchObject({ tables: { [TABLE]: { deletionProtected: true } } });
});

test("a lost answer to the end of deletion protection, which is sent again, is no failure", async () => {
  const { local, destroy } = await newTable({ DeletionProtectionEnabled: true });
  local.faults.set({ kind: "drop-after", operation: "UpdateTable" });
  expect(await destroy("--confirm", TABLE)).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
  expect(local.calls().filter(({ operation }) => operation === "UpdateTable").length).toBeGreaterThan(1);
  expect(whatIsLeft(local.cloud)).toEqual({});
});

test("one that is to be kept is told and marked as kept", async () => {
  const { local, destroy } = await newTable();
  const { stdout } = await destroy("--keep-data", "--json");
  expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ type: "destroyed", keptTable: TABLE });
  expect(whatIsLeft(local.cloud)).toMatchObject({
    tables: { [TABLE]: { tags: { "todo-api:kept": expect.any(String) } } },
  });
});

test("another stack's stays, and is no failure", async () => {
  const { local, destroy } = await newTable({ Tags: [] });
  expect((await destroy()).code).toBe(EXIT.ok);
  expect(whatIsLeft(local.cloud)).toMatchObject({ tables: { [TABLE]: { tags: {} } } });
});

async function newTable(changes: Partial<CreateTableCommandInput> = {}) {
  const time = simulatedTime();
  const local = await startTestCloud({ clock: time, pace: { profile: "realistic" } });
  onTestFinished(() => local.stop());
  const cwd = await makeDeployedFolder(local);
  const { dynamodb } = await connect(local, local.credentials, time);
  await makeTable(dynamodb, { Tags: tagList({ "todo-api:app": "todo-api", "todo-api:stage": "dev" }), ...changes });
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: TABLE }));
  expect(Table?.TableStatus).toBe("CREATING");
  return { local, destroy: (...more: string[]) => run(["destroy", "--yes", ...more], { cwd, time }) };
}
