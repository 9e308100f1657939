import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import type { PublicAccessBlock } from "../../src/local/services/s3/store.ts";
import { skippedTime } from "../support/client-time.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { whatIsLeft } from "../support/inventory.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { policyFor } from "../support/operator-policy.ts";
import { run } from "../support/run.ts";

let local: TestCloud;
let cwd: string;

beforeEach(async () => {
  local = await startTestCloud();
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

/** Of the tool itself; the functions make calls of their own when the API is asked whether it answers. */
const writes = (service?: string) =>
  local
    .calls()
    .filter(({ principal }) => !principal.includes(":assumed-role/"))
    .filter((call) => !call.readOnly && (service === undefined || call.service === service))
    .map(({ operation }) => operation);
const buckets = () => Object.keys(local.cloud.s3.data.buckets);
const ALL: PublicAccessBlock = {
  blockPublicAcls: true,
  ignorePublicAcls: true,
  blockPublicPolicy: true,
  restrictPublicBuckets: true,
};
const block = (accountBlock?: Partial<PublicAccessBlock>) => {
  local.cloud.s3.data.accountBlock = accountBlock && { ...ALL, ...accountBlock };
};

describe("a stack without a website", () => {
  test("has no bucket, stays without, and is complete for every command", async () => {
    const deployed = await run(["deploy", "--website", "none", "--json"], { cwd });
    expect(deployed.code).toBe(EXIT.ok);
    const [last = ""] = deployed.stdout.trim().split("\n").slice(-1);
    expect(JSON.parse(last)).not.toHaveProperty("websiteUrl");
    expect(writes("s3")).toEqual([]);
    local.forgetCalls();
    const again = await run(["deploy"], { cwd });
    expect(again).toMatchObject({ code: EXIT.ok, stderr: expect.stringContaining("\nWebsite  none\n") });
    expect(writes()).toEqual([]);
    expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["status"], { cwd })).toMatchObject({
      code: EXIT.ok,
      stdout: expect.stringMatching(/is deployed and healthy\.\n[\s\S]*\nWebsite {4}none\n/),
    });
    const status = JSON.parse((await run(["status", "--json"], { cwd })).stdout);
    expect(status).toMatchObject({ healthy: true, settings: { website: "none" } });
    expect(status).not.toHaveProperty("website");
    expect((await run(["plan", "--destroy"], { cwd })).stdout).not.toContain("S3");
    expect(JSON.parse((await run(["orphans", "--json"], { cwd })).stdout)).toMatchObject({ orphans: [] });
    expect((await run(["items", "add", "Buy milk"], { cwd })).code).toBe(EXIT.ok);
    expect((await run(["rollback", "--list"], { cwd })).code).toBe(EXIT.notFound);
    expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
    expect(whatIsLeft(local.cloud)).toEqual({});
  });

  test("comes from one with a website and becomes one again; its items stay", async () => {
    await run(["deploy"], { cwd });
    await run(["items", "add", "Buy milk"], { cwd });
    const planned = await run(["plan", "--website", "none"], { cwd });
    expect(planned.stdout).toMatch(/ - S3 website bucket .*todo-api-dev-\d+-eu-west-1\n +website: s3 -> none\n/);
    expect(planned.stdout).toMatch(/\n1 to update, 1 to remove, 20 unchanged\.\n$/);
    expect(buckets()).toHaveLength(1);
    const removed = await run(["deploy"], { cwd, env: { TODO_API_WEBSITE: "none" } });
    expect(removed.code).toBe(EXIT.ok);
    expect(removed.stderr).toMatch(/^Removed {2}S3 website bucket .*todo-api-dev-\d+-eu-west-1/m);
    expect(removed.stderr).toContain(": 1 updated, 1 removed, 20 unchanged.\n");
    expect(buckets()).toEqual([]);
    expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
    const { stderr } = await run(["deploy", "--website", "s3"], { cwd });
    const [, url = ""] = /\nWebsite {2}(\S+)\n/.exec(stderr) ?? [];
    expect((await fetch(url)).status).toBe(200);
    expect((await run(["items", "list"], { cwd })).stdout).toContain("Buy milk");
    expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
  });

  test("never touches a bucket of that name that is not its own", async () => {
    await run(["deploy"], { cwd });
    const [name = ""] = buckets();
    const bucket = local.cloud.s3.data.buckets[name];
    if (bucket) bucket.tags = [];
    local.forgetCalls();
    expect((await run(["deploy", "--website", "none"], { cwd })).code).toBe(EXIT.ok);
    expect(writes("s3")).toEqual([]);
    expect(buckets()).toEqual([name]);
  });
});

describe("Block Public Access of the whole account", () => {
  test("is found before anything is changed, with the way out", async () => {
    block({});
    const { code, stdout, stderr } = await run(["deploy"], { cwd });
    expect({ code, stdout }).toEqual({ code: EXIT.failure, stdout: "" });
    expect(stderr).toContain(
      "error: The website cannot be public: Block Public Access is on for the whole account (RestrictPublicBuckets); nothing was changed.",
    );
    expect(stderr).toContain("todo-api deploy --website none");
    expect(writes()).toEqual([]);
    expect((await run(["plan"], { cwd })).stderr).toContain("A deploy would be refused: The website cannot be public");
    expect(await run(["deploy", "--website", "none"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
  });

  test("is found when it comes after the first deploy; a policy that is in place may stay", async () => {
    await run(["deploy"], { cwd });
    block({ restrictPublicBuckets: false });
    expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
    block({});
    expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.failure });
    expect((await run(["status"], { cwd })).stdout).toMatch(/Website {4}\S+ {2}responds with 403\n/);
    expect(await run(["deploy", "--website", "none"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.ok });
  });

  test("that may not be read is given half a minute at most, and the same way out, which continues from there", async () => {
    const policy: { Statement: { Action: string | string[] }[] } = JSON.parse(policyFor(local));
    const withoutAccount = policy.Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((action) => action !== "s3:GetAccountPublicAccessBlock"),
    })).filter(({ Action }) => Action.length > 0);
    const credentials = local.addUser([JSON.stringify({ ...policy, Statement: withoutAccount })]);
    const folder = await makeDeployedFolder({ ...local, credentials });
    block({});
    const time = skippedTime();
    const startedAt = time.now();
    const { code, stderr } = await run(["deploy"], { cwd: folder, time });
    expect(code).toBe(EXIT.partial);
    expect(stderr).toContain("The website cannot be public: S3 refused its policy for 30 s.");
    expect(stderr).toContain("todo-api deploy --website none");
    expect(time.now() - startedAt).toBeLessThan(60_000);
    expect(await run(["deploy", "--website", "none"], { cwd: folder })).toMatchObject({ code: EXIT.ok });
    expect(buckets()).toEqual([]);
  });
});

describe("what others put into the website's bucket", () => {
  const bucketRecord = () => Object.values(local.cloud.s3.data.buckets)[0];
  /** Copies a file of the page to other keys. */
  const addObjects = (keys: readonly string[]) => {
    const { versions = [] } = bucketRecord() ?? {};
    const [known] = versions;
    if (!known) throw new Error("The bucket is empty.");
    versions.push(...keys.map((key) => ({ ...known, key })));
    versions.sort((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)));
  };

  test("is removed whatever its keys are", async () => {
    await run(["deploy"], { cwd });
    const keys = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"];
    addObjects(keys);
    const { steps } = JSON.parse((await run(["plan", "--json"], { cwd })).stdout);
    const [step] = steps.filter(({ id }: { id: string }) => id === "website");
    expect(step.changes.map(({ field }: { field: string }) => field).sort()).toEqual(keys.toSorted());
    expect((await run(["deploy"], { cwd })).code).toBe(EXIT.ok);
    expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
  });

  test("is summed up where there is much of it", async () => {
    await run(["deploy"], { cwd });
    addObjects(Array.from({ length: 5_000 }, (_, index) => `more/${index}`));
    const { stdout } = await run(["plan"], { cwd });
    expect(stdout).toContain("and 4,980 more (--verbose shows all)\n");
    expect(stdout.split("\n").length).toBeLessThan(60);
    expect((await run(["plan", "--verbose"], { cwd })).stdout.split("\n").length).toBeGreaterThan(5_000);
    expect((await run(["status"], { cwd })).stdout.split("\n").length).toBeLessThan(20);
  });
});

describe("destroy of a bucket whose policy denies", () => {
  const deny = (...actions: readonly string[]) => {
    const [bucket] = Object.values(local.cloud.s3.data.buckets);
    if (!bucket) throw new Error("There is no bucket.");
    const arn = `arn:aws:s3:::${bucket.name}`;
    const statement = { Effect: "Deny", Principal: "*", Action: actions, Resource: [arn, `${arn}/*`] };
    bucket.policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    return bucket;
  };

  test.each([
    ["deletions", ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket"]],
    ["listings, and to read the policy", ["s3:ListBucket*", "s3:GetBucketPolicy"]],
  ])("%s replaces the policy", async (_what, actions) => {
    await run(["deploy"], { cwd });
    deny(...actions);
    const credentials = local.addUser([policyFor(local)]);
    const folder = await makeDeployedFolder({ ...local, credentials });
    expect(await run(["destroy", "--yes"], { cwd: folder })).toMatchObject({ code: EXIT.ok });
    expect(whatIsLeft(local.cloud)).toEqual({});
  });

  test.each([
    ["its replacement", ["s3:DeleteObject*", "s3:PutBucketPolicy"]],
    ["everything", ["s3:*"]],
  ])("%s explains what to do, removes the rest, and ends once the policy is gone", async (_what, actions) => {
    await run(["deploy"], { cwd });
    const bucket = deny(...actions);
    const { policy } = bucket;
    const { code, stderr } = await run(["destroy", "--yes"], { cwd });
    expect(code).toBe(EXIT.partial);
    expect(stderr).toContain(`The policy of the bucket ${bucket.name} denies its removal`);
    expect(stderr).toContain(`aws s3api delete-bucket-policy --bucket ${bucket.name}`);
    expect(stderr).toContain("Once that is permitted, run it again to continue.");
    expect(bucket.policy).toBe(policy);
    bucket.policy = undefined;
    expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(whatIsLeft(local.cloud)).toEqual({});
  });
});
