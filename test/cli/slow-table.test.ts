import { type CreateTableCommandInput, DescribeTableCommand, ListBackupsCommand } from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { tagList } from "../../src/aws/ownership.ts";
import { EXIT } from "../../src/errors.ts";
import { makeTable, TABLE } from "../local/dynamodb/todo-table.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { leftoversIn } from "../support/inventory.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { simulatedTime } from "../support/simulated-time.ts";
import { connect } from "../support/stack.ts";

test("removes a table that is still being created", async () => {
  const { local, destroy } = await newTable();
  const { code, stdout } = await destroy();
  expect({ code, stdout }).toEqual({ code: EXIT.ok, stdout: "0 resources left\n" });
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("a table with deletion protection is not removed by --yes alone", async () => {
  const { local, destroy } = await newTable({ DeletionProtectionEnabled: true });
  expect((await destroy()).code).toBe(EXIT.usage);
  expect(leftoversIn(local.cloud)).toMatchObject({ tables: { [TABLE]: { deletionProtected: true } } });
});

test("succeeds if the response to turning off deletion protection is lost", async () => {
  const { local, destroy } = await newTable({ DeletionProtectionEnabled: true });
  local.faults.set({ kind: "drop-after", operation: "UpdateTable" });
  expect(await destroy("--confirm", TABLE)).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
  expect(local.calls().filter(({ operation }) => operation === "UpdateTable").length).toBeGreaterThan(1);
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("reports a table that is kept, and tags it as kept", async () => {
  const { local, destroy } = await newTable();
  const { stdout } = await destroy("--keep-data", "--json");
  expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ type: "destroyed", keptTable: TABLE });
  expect(leftoversIn(local.cloud)).toMatchObject({
    tables: { [TABLE]: { tags: { "todo-api:kept": expect.any(String) } } },
  });
});

test("keeps another stack's table, and succeeds", async () => {
  const { local, destroy } = await newTable({ Tags: [] });
  expect((await destroy()).code).toBe(EXIT.ok);
  expect(leftoversIn(local.cloud)).toMatchObject({ tables: { [TABLE]: { tags: {} } } });
});

test("the next deploy adopts a kept table at the first attempt, with another model and protection", async () => {
  const { local, go } = await newFolder();
  expect((await go("deploy")).code).toBe(EXIT.ok);
  expect((await go("destroy", "--yes", "--keep-data")).code).toBe(EXIT.ok);
  local.forgetCalls();
  expect(await go("deploy", "--model", "customer", "--protect")).toMatchObject({ code: EXIT.ok });
  const tagged = local
    .calls()
    .filter(({ operation, service }) => service === "dynamodb" && operation === "TagResource");
  expect(tagged.filter(({ status }) => status === 200)).toHaveLength(1);
  const left = JSON.stringify(leftoversIn(local.cloud)["tables"]);
  expect(left).toContain('"deletionProtected":true');
  expect(left).not.toContain("todo-api:kept");
  expect((await go("destroy", "--confirm", TABLE)).code).toBe(EXIT.ok);
  expect(leftoversIn(local.cloud)).toEqual({});
});

test("point-in-time recovery is turned off before the table is deleted, so that AWS creates no backup", async () => {
  const { local, go } = await newFolder();
  expect((await go("deploy", "--protect")).code).toBe(EXIT.ok);
  const { code, stdout, stderr } = await go("destroy", "--confirm", TABLE);
  expect({ code, stdout }).toEqual({ code: EXIT.ok, stdout: "0 resources left\n" });
  expect(stderr).toContain(`Point-in-time recovery for the table ${TABLE} was turned off before`);
  expect(await backupsOf(local)).toEqual([]);
});

test("notes state what was done if the table is not deleted", async () => {
  const { time, local, go } = await newFolder();
  expect((await go("deploy", "--protect")).code).toBe(EXIT.ok);
  const denied = await goWithout("dynamodb:DeleteTable", local, time);
  const kept = await denied("destroy", "--confirm", TABLE, "--keep-backup");
  expect(kept.code).toBe(EXIT.partial);
  expect(kept.stderr).not.toContain("AWS keeps the backup");
  const { code, stderr } = await denied("destroy", "--confirm", TABLE);
  expect(code).toBe(EXIT.auth);
  expect(stderr).toContain(
    `Point-in-time recovery for the table ${TABLE} was turned off, but the deletion of the table failed.`,
  );
  expect(stderr).not.toContain("before the table was deleted");
  expect(stderr).toMatch(/^Skipped {2}.*: blocked by table$/m);
});

test("--keep-backup leaves the backup that AWS creates", async () => {
  const { local, go } = await newFolder();
  expect((await go("deploy", "--protect")).code).toBe(EXIT.ok);
  const { code, stdout } = await go("destroy", "--confirm", TABLE, "--keep-backup", "--json");
  expect(code).toBe(EXIT.ok);
  const { notes } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  expect(notes).toContainEqual(expect.stringContaining(`AWS keeps the backup ${TABLE}$DeletedTableBackup for 35 days`));
  expect(await backupsOf(local)).toEqual([`${TABLE}$DeletedTableBackup`]);
});

/** The backups that AWS creates by itself. */
async function backupsOf(local: TestCloud): Promise<readonly unknown[]> {
  const { dynamodb } = await connect(local);
  const { BackupSummaries = [] } = await dynamodb.send(new ListBackupsCommand({ BackupType: "ALL" }));
  return BackupSummaries.map(({ BackupName }) => BackupName);
}

/** Runs commands with the credentials of a user who may do everything except one action. */
async function goWithout(Action: string, local: TestCloud, time: ReturnType<typeof simulatedTime>) {
  const policy = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action, Resource: "*" },
    ],
  };
  const cwd = await makeDeployedFolder({ ...local, credentials: local.addUser([JSON.stringify(policy)]) });
  return (...argv: string[]) => run(argv, { cwd, time });
}

/** A folder and its cloud with realistic timing. */
async function newFolder() {
  const time = simulatedTime();
  const local = await startTestCloud({ clock: time, timing: { mode: "realistic" } });
  onTestFinished(() => local.stop());
  const cwd = await makeDeployedFolder(local);
  return { time, local, cwd, go: (...argv: string[]) => run(argv, { cwd, time }) };
}

async function newTable(changes: Partial<CreateTableCommandInput> = {}) {
  const { time, local, go } = await newFolder();
  const { dynamodb } = await connect(local, local.credentials, time);
  await makeTable(dynamodb, { Tags: tagList({ "todo-api:app": "todo-api", "todo-api:stage": "dev" }), ...changes });
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: TABLE }));
  expect(Table?.TableStatus).toBe("CREATING");
  return { local, destroy: (...more: string[]) => go("destroy", "--yes", ...more) };
}
