import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";

let local: TestCloud;

beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.stop());

test("a grant to a role that does not exist fails with the name of the role, and leaves the API unchanged", async () => {
  const cwd = await makeDeployedFolder(local);
  const { stdout } = await run(["deploy"], { cwd });
  const arn = `arn:aws:iam::${local.account}:role/missing`;
  const failed = await run(["deploy", "--auth", "iam", "--grant", arn], { cwd });
  expect(failed.code).not.toBe(EXIT.ok);
  expect(failed.stderr).toContain(`check that these roles, users and accounts exist: ${arn}`);
  expect((await fetch(`${stdout.trim()}/items`)).status).toBe(200);
  expect(await run(["items", "list"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await run(["deploy", "--auth", "iam", "--grant", "none"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect((await fetch(`${stdout.trim()}/items`)).status).toBe(403);
});
