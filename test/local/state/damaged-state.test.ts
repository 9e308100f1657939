import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readDaemonRecord } from "../../../src/daemon/daemon-record.ts";
import { EXIT } from "../../../src/errors.ts";
import { localCloudFolder } from "../../../src/files/state-folder.ts";
import { startTestCloud } from "../../support/local-cloud.ts";
import { makeFolder, run } from "../../support/run.ts";

describe("a state file of the wrong type", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "todo-api-cloud-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const files = ["apigateway", "dynamodb", "iam", "lambda", "logs", "s3"];
  const contents = ["", "[]", "null", '"text"', "42", "{}", '{"regions":[],"users":[],"buckets":[]}', '{"other":{}}'];
  const inside = ['{"regions":{"eu-west-1":[]},"users":{"a":null},"buckets":{"a":"b"}}'];

  /** State files of each service, with null in place of a record. */
  const RECORDS: Readonly<Record<string, readonly string[]>> = {
    apigateway: [
      '{"regions":{"eu-west-1":{"restApis":{"a":null}}}}',
      '{"regions":{"eu-west-1":{"restApis":{},"apiKeys":{"a":null}}}}',
      '{"regions":{"eu-west-1":{"restApis":{},"usagePlans":{"a":null}}}}',
    ],
    dynamodb: ['{"regions":{"eu-west-1":{"a":null}}}', '{"regions":{},"unsettled":[null]}'],
    iam: ['{"users":{"a":null},"roles":{}}', '{"users":{},"roles":{"a":null}}'],
    lambda: ['{"regions":{"eu-west-1":{"a":null}}}'],
    logs: ['{"regions":{"eu-west-1":{"a":null}}}'],
    s3: ['{"buckets":{"a":null}}'],
  };

  test.each(files)("%s.json is reported as damaged, not read as empty", async (name) => {
    const records = (RECORDS[name] ?? []).flatMap((content) =>
      ["null", '"text"', "[]", "{}", '{"name":null,"id":[],"tags":3}'].map((value) => content.replace("null", value)),
    );
    for (const content of [...contents, ...inside, ...records]) {
      await writeFile(join(directory, `${name}.json`), content);
      await expect(startTestCloud({ directory }), content).rejects.toThrow(`${name}.json is damaged`);
      expect(await readFile(join(directory, `${name}.json`), "utf8")).toBe(content);
    }
  });
});

test("lost bytes of objects and functions fail one request each, and a deploy uploads them again", async () => {
  const cwd = await makeFolder();
  const blobs = join(localCloudFolder(cwd), "blobs");
  await run(["deploy", "--local"], { cwd });
  const website = (await deployed(cwd)).find(({ kind }) => kind === "website")?.url ?? "";
  const { pid } = readDaemonRecord(localCloudFolder(cwd)) ?? {};

  for (const [index, name] of (await readdir(blobs)).entries())
    await (index % 2 === 0 ? rm(join(blobs, name)) : writeFile(join(blobs, name), "process.exit()"));
  // The first request finds that the bytes are missing. After that, the object is treated as absent.
  expect((await fetch(website)).status).toBe(500);
  expect((await fetch(website)).status).toBe(403);
  expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.failure });
  expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect((await fetch(website)).status).toBe(200);
  expect(await run(["items", "add", "x"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(readDaemonRecord(localCloudFolder(cwd))?.pid).toBe(pid);

  await run(["local", "stop"], { cwd });
  for (const name of await readdir(blobs)) await writeFile(join(blobs, name), "process.exit()");
  expect(await run(["local", "start"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await readFile(join(localCloudFolder(cwd), "daemon.log"), "utf8")).toContain("missing or damaged on disk");
  expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
  expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.ok });
  const listed = await run(["items", "list", "--json"], { cwd });
  expect(JSON.parse(listed.stdout)).toHaveLength(1);
}, 90_000);

async function deployed(cwd: string): Promise<readonly { readonly kind: string; readonly url: string }[]> {
  return JSON.parse((await run(["local", "status", "--json"], { cwd })).stdout).deployed;
}
