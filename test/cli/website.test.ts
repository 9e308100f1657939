import { readdirSync, readFileSync } from "node:fs";
import { get } from "node:http";
import { extname } from "node:path";
import { text } from "node:stream/consumers";
import { GetRestApisCommand, UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import type { PublicAccessBlock } from "../../src/local/services/s3/store.ts";
import { skippedTime } from "../support/client-time.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { leftoversIn } from "../support/inventory.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { policyFor } from "../support/operator-policy.ts";
import { type Ran, run } from "../support/run.ts";
import { connect, TEST_THROTTLE } from "../support/stack.ts";

let local: TestCloud;
let cwd: string;

beforeEach(async () => {
  local = await startTestCloud();
  cwd = await makeDeployedFolder(local);
});
afterEach(() => local.stop());

/** The tool's own writes: a health check of the API makes the functions send calls, too. */
const writes = (service?: string) =>
  local
    .calls()
    .filter(({ principal }) => !principal.includes(":assumed-role/"))
    .filter((call) => !call.readOnly && (service === undefined || call.service === service))
    .map(({ operation }) => operation);
const buckets = () => Object.keys(local.cloud.s3.data.buckets);
const functions = () => Object.keys(local.cloud.lambda.data.regions["eu-west-1"] ?? {});
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
  test("has no bucket, not even after another deploy, and is complete for every command", async () => {
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
    expect(leftoversIn(local.cloud)).toEqual({});
  });

  test("replaces one with a website and is replaced by one; its items stay", async () => {
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

  test("never changes another owner's bucket of that name", async () => {
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

describe("a website that the API serves", () => {
  /** Deploys, and returns the URL of the page. */
  const deployPage = async (...flags: readonly string[]): Promise<string> => {
    const { code, stderr } = await run(["deploy", "--website", "api", "--throttle", TEST_THROTTLE, ...flags], { cwd });
    expect({ code, stderr }).toMatchObject({ code: EXIT.ok });
    return /\nWebsite {2}(\S+)\n/.exec(stderr)?.[1] ?? "";
  };

  test("status does not take its own throttled requests for an unhealthy stack", async () => {
    await deployPage();
    const { apigateway } = await connect(local);
    const { items = [] } = await apigateway.send(new GetRestApisCommand({}));
    const patchOperations = ["rateLimit", "burstLimit"].map((limit) => {
      return { op: "replace" as const, path: `/*/*/throttling/${limit}`, value: "1" };
    });
    const stage = { restApiId: items[0]?.id ?? "", stageName: "dev" };
    await apigateway.send(new UpdateStageCommand({ ...stage, patchOperations }));
    const { stdout } = await run(["status", "--json"], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ api: { status: 200 }, website: { status: 200 } });
  });

  test("has no bucket, and every file of the page byte by byte, with the headers that protect it", async () => {
    const url = await deployPage();
    expect(buckets()).toEqual([]);
    const names = readdirSync("dist/frontend").filter((name) => !/html$/.test(name));
    expect(names).toContain("icon.png");
    const accepts = ["*/*", "text/html", "image/avif,image/webp,*/*;q=0.8", "application/json"];
    for (const name of names)
      for (const accept of accepts) {
        const response = await fetch(`${url}${name}?v=1`, { headers: { accept } });
        expect(response.status).toBe(200);
        expect(Buffer.from(await response.arrayBuffer()).equals(readFileSync(`dist/frontend/${name}`))).toBe(true);
        expect(response.headers.get("content-type")).toMatch(TYPES[extname(name)] ?? "an expected type");
      }
    for (const path of ["", "index.html", "style.css", "config.json", "icon.png"]) {
      const { headers } = await fetch(`${url}${path}`);
      expect(Object.fromEntries(headers)).toMatchObject({
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
        "content-security-policy": expect.stringMatching(
          /^default-src 'none'; script-src 'self'; .*connect-src 'self'; .*frame-ancestors 'none'$/,
        ),
      });
      expect(headers.get("content-security-policy")).not.toContain("unsafe");
    }
    expect(await (await fetch(`${url}config.json`)).json()).toMatchObject({
      apiUrl: url.replace(/\/$/, ""),
      app: "todo-api",
      stage: "dev",
      model: { name: "todo" },
      allowClear: true,
    });
  });

  test("responds as a web server does: HEAD, 304, compression, no other path, and links at every URL", async () => {
    const url = await deployPage();
    const html = await (await fetch(url)).text();
    const links = [...html.matchAll(/(?:href|src)="([^"#]+)"/g)].map(([, link = ""]) => link);
    expect(links).toContain("/dev/app.js");
    for (const from of [url, url.slice(0, -1), `${url}index.html`]) {
      expect(await (await fetch(from)).text()).toBe(html);
      for (const link of links) expect((await fetch(new URL(link, from))).status).toBe(200);
    }
    const [get, head] = await Promise.all([fetch(url), fetch(url, { method: "HEAD" })]);
    const tag = get.headers.get("etag") ?? "";
    expect({ status: head.status, tag: head.headers.get("etag"), body: await head.text() }).toEqual({
      status: 200,
      tag,
      body: "",
    });
    expect((await fetch(url, { headers: { "if-none-match": tag } })).status).toBe(304);
    expect((await fetch(url, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    expect((await fetch(url)).headers.get("link")).toBe(
      '</dev/items>; rel="items", </dev/openapi.json>; rel="service-desc"',
    );
    const encodings = { gzip: "gzip", "gzip;q=0": null, identity: null, br: null, "br, gzip;q=0.5": "gzip" };
    for (const [accepted, used] of Object.entries(encodings)) {
      const { headers } = await fetch(`${url}app.js`, { headers: { "accept-encoding": accepted } });
      expect(headers.get("content-encoding")).toBe(used);
      expect(headers.get("vary")).toBe("Accept-Encoding");
    }
    const paths = ["/dev/nope", "/dev/404.html", "/dev/..%2findex.mjs", "/dev/%2e%2e/index.mjs", "/dev/page/app.js"];
    for (const path of [...paths, "/dev/../index.mjs", "/dev/app.js/x", "/dev/APP.js", "/dev/app.js%00", "/dev/a//b"]) {
      const { status, body } = await getRaw(url, path);
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(JSON.parse(body)).toMatchObject({ status: 404 });
    }
    const wrong = await fetch(`${url}app.js`, { method: "POST", body: "{}" });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    expect(await wrong.json()).toMatchObject({ status: 405 });
  });

  test("does not change the API: JSON bodies, preflights, the OpenAPI document and problems", async () => {
    const url = await deployPage();
    const title = "Grüße 🎉";
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ title }) };
    const created = await fetch(`${url}items`, init);
    expect(created.status).toBe(201);
    expect(await created.json()).toMatchObject({ title });
    for (const accept of ["text/html,*/*", "image/avif", "application/json"]) {
      const ask = (path: string, method = "GET") => fetch(`${url}${path}`, { method, headers: { accept } });
      expect(await (await ask("items")).json()).toMatchObject([{ title }]);
      expect(await (await ask("openapi.json")).json()).toMatchObject({ openapi: "3.0.1" });
      expect((await ask("items", "OPTIONS")).status).toBe(204);
      expect(await (await ask("items", "PUT")).json()).toMatchObject({ status: 405 });
      expect(await (await ask("nope")).json()).toMatchObject({ status: 404 });
      for (const path of ["items", "openapi.json", "nope"])
        expect((await ask(path)).headers.get("x-content-type-options")).toBe("nosniff");
    }
    expect((await run(["items", "list"], { cwd })).stdout).toContain(title);
  });

  test("stays open while IAM protects the API, and is closed to the addresses that the API rejects", async () => {
    const url = await deployPage("--auth", "iam", "--grant", "111122223333");
    for (const path of ["", "app.js", "icon.png", "config.json"])
      expect((await fetch(`${url}${path}`)).status).toBe(200);
    for (const path of ["items", "openapi.json"]) expect((await fetch(`${url}${path}`)).status).toBe(403);
    expect(await run(["items", "list"], { cwd })).toMatchObject({ code: EXIT.ok });
    await deployPage("--deny-ip", "127.0.0.1");
    expect((await fetch(url)).status).toBe(403);
    expect(await run(["status"], { cwd })).toMatchObject({
      code: EXIT.failure,
      stdout: expect.stringMatching(/^Website .* cannot be checked from this address \(403/m),
    });
  });

  test("replaces a bucket and is replaced by one; each time what is no longer used is removed", async () => {
    const first = await run(["deploy"], { cwd });
    const typesInBucket = await contentTypes(websiteIn(first));
    await run(["items", "add", "Buy milk"], { cwd });
    const planned = await run(["plan", "--website", "api"], { cwd });
    expect(planned.stdout).toMatch(/ \+ Lambda function .*todo-api-dev-website\n/);
    expect(planned.stdout).toMatch(/ - S3 website bucket .*todo-api-dev-\d+-eu-west-1\n +website: s3 -> api\n/);
    const moved = await run(["deploy"], { cwd, env: { TODO_API_WEBSITE: "api" } });
    expect(moved.stderr).toMatch(/^Removed {2}S3 website bucket /m);
    const url = websiteIn(moved);
    expect(await contentTypes(url)).toEqual(typesInBucket);
    expect(await (await fetch(url)).text()).toContain("<!doctype html>");
    expect(buckets()).toEqual([]);
    expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["status"], { cwd })).toMatchObject({
      code: EXIT.ok,
      stdout: expect.stringContaining(`\nWebsite    ${url}  responds with 200\n`),
    });
    expect(JSON.parse((await run(["orphans", "--json"], { cwd })).stdout)).toMatchObject({ orphans: [] });

    const without = await run(["deploy", "--website", "none"], { cwd });
    expect(without.stderr).toMatch(/^Removed {2}obsolete functions /m);
    expect(functions()).not.toContain("todo-api-dev-website");
    expect(await (await fetch(url)).json()).toMatchObject({ links: expect.anything() });
    expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });

    await deployPage();
    expect(await run(["deploy", "--website", "s3"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect({ functions: functions().length, buckets: buckets().length }).toEqual({ functions: 4, buckets: 1 });
    expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect((await run(["items", "list"], { cwd })).stdout).toContain("Buy milk");

    await deployPage();
    expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
    expect(leftoversIn(local.cloud)).toEqual({});
  });

  test.each(["CreateFunction", "DeleteBucket"])(
    "is complete after a switch that failed at %s is run again",
    async (operation) => {
      await run(["deploy"], { cwd });
      local.faults.set({ kind: "expire-credentials", operation });
      const failed = await run(["deploy", "--website", "api"], { cwd });
      expect(failed.code).not.toBe(EXIT.ok);
      local.faults.clear();
      const { code, stderr } = await run(["deploy"], { cwd });
      expect({ code, stderr }).toMatchObject({ code: EXIT.ok });
      const [, url = ""] = /\nWebsite {2}(\S+)\n/.exec(stderr) ?? [];
      expect((await fetch(`${url}app.js`)).status).toBe(200);
      expect(buckets()).toEqual([]);
      expect(await run(["plan", "--exit-code"], { cwd })).toMatchObject({ code: EXIT.ok });
    },
  );

  test("works under the operator policy, even where an account blocks public access, and rolls back", async () => {
    const folder = await makeDeployedFolder({ ...local, credentials: local.addUser([policyFor(local)]) });
    block({});
    expect(await run(["deploy", "--website", "api"], { cwd: folder })).toMatchObject({ code: EXIT.ok });
    expect(await run(["deploy", "--website", "none"], { cwd: folder })).toMatchObject({ code: EXIT.ok });
    expect(await run(["deploy", "--website", "api"], { cwd: folder })).toMatchObject({ code: EXIT.ok });
    expect(await run(["rollback", "--yes"], { cwd: folder })).toMatchObject({ code: EXIT.ok });
    expect(await run(["status"], { cwd: folder })).toMatchObject({ code: EXIT.ok });
    const { code, stderr } = await run(["deploy"], { cwd: folder });
    expect({ code, stderr }).toMatchObject({ code: EXIT.ok });
    const [, url = ""] = /\nWebsite {2}(\S+)\n/.exec(stderr) ?? [];
    expect(await (await fetch(url)).text()).toContain("<!doctype html>");
    expect(await run(["destroy", "--yes"], { cwd: folder })).toMatchObject({ code: EXIT.ok });
    expect(leftoversIn(local.cloud)).toEqual({});
  });
});

describe("Block Public Access of the whole account", () => {
  test("is reported before anything is changed, with the solution", async () => {
    block({});
    const { code, stdout, stderr } = await run(["deploy"], { cwd });
    expect({ code, stdout }).toEqual({ code: EXIT.failure, stdout: "" });
    expect(stderr).toContain(
      "error: the website cannot be public: Block Public Access is on for the whole account (RestrictPublicBuckets); nothing was changed\n",
    );
    expect(stderr).toContain("todo-api deploy --website none");
    expect(writes()).toEqual([]);
    expect((await run(["plan"], { cwd })).stderr).toContain("A deploy would fail: the website cannot be public");
    expect(await run(["deploy", "--website", "none"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
  });

  test("is reported if it is enabled after the first deploy, unless it blocks only new policies", async () => {
    await run(["deploy"], { cwd });
    block({ restrictPublicBuckets: false });
    expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.ok });
    block({});
    expect(await run(["deploy"], { cwd })).toMatchObject({ code: EXIT.failure });
    expect((await run(["status"], { cwd })).stdout).toMatch(/Website {4}\S+ {2}responds with 403\n/);
    expect(await run(["deploy", "--website", "none"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["status"], { cwd })).toMatchObject({ code: EXIT.ok });
  });

  test("that cannot be read delays a deploy by at most a minute, and the suggested deploy then completes", async () => {
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
    expect(stderr).toContain("the website cannot be public: S3 rejected the bucket policy for 30 s");
    expect(stderr).toContain("todo-api deploy --website none");
    expect(time.now() - startedAt).toBeLessThan(60_000);
    expect(await run(["deploy", "--website", "none"], { cwd: folder })).toMatchObject({ code: EXIT.ok });
    expect(buckets()).toEqual([]);
  });
});

describe("objects that other users put into the website's bucket", () => {
  const bucketRecord = () => Object.values(local.cloud.s3.data.buckets)[0];
  /** Copies a file of the page to other keys. */
  const addObjects = (keys: readonly string[]) => {
    const { versions = [] } = bucketRecord() ?? {};
    const [known] = versions;
    if (!known) throw new Error("The bucket is empty.");
    versions.push(...keys.map((key) => ({ ...known, key })));
    versions.sort((one, other) => Buffer.compare(Buffer.from(one.key), Buffer.from(other.key)));
  };

  test("are removed whatever their keys are", async () => {
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

  test("are summarized if there are many", async () => {
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
    expect(leftoversIn(local.cloud)).toEqual({});
  });

  test.each([
    [
      "its replacement",
      ["s3:DeleteObject*", "s3:PutBucketPolicy"],
      "the removal of the bucket BUCKET, and these credentials cannot replace the policy;",
    ],
    ["everything", ["s3:*"], "reading the tags of the bucket BUCKET;"],
  ])("%s explains what to do, and succeeds once the policy is deleted", async (_what, actions, denied) => {
    await run(["deploy"], { cwd });
    const bucket = deny(...actions);
    const { policy } = bucket;
    const { code, stderr } = await run(["destroy", "--yes"], { cwd });
    expect(code).toBe(EXIT.partial);
    expect(stderr).toContain(`the bucket policy denies ${denied.replace("BUCKET", bucket.name)} delete the policy`);
    expect(stderr).toContain(
      `aws s3api delete-bucket-policy --bucket ${bucket.name} --profile <root> --region eu-west-1 --endpoint-url http://127.0.0.1:`,
    );
    expect(stderr).toContain("Once access is granted, run the command again to continue.");
    expect(bucket.policy).toBe(policy);
    bucket.policy = undefined;
    expect(await run(["destroy", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(leftoversIn(local.cloud)).toEqual({});
  });
});

function websiteIn({ stderr }: Ran): string {
  return /\nWebsite {2}(\S+)\n/.exec(stderr)?.[1] ?? "";
}

/** The type of each file of a page that exists in both ways of serving it. */
async function contentTypes(url: string): Promise<Readonly<Record<string, string | null>>> {
  const names = [...readdirSync("dist/frontend").filter((name) => name !== "404.html"), "config.json"];
  const types = names.map(async (name) => [name, (await fetch(new URL(name, url))).headers.get("content-type")]);
  return Object.fromEntries(await Promise.all(types));
}

const TYPES: Readonly<Record<string, RegExp>> = {
  ".css": /^text\/css; charset=utf-8$/,
  ".js": /^text\/javascript; charset=utf-8$/,
  ".png": /^image\/png$/,
  ".svg": /^image\/svg\+xml$/,
};

/** Sends a path unchanged: `fetch` would normalize it. */
function getRaw(url: string, path: string): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = get({ hostname, port, path }, (response) =>
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject),
    );
    request.on("error", reject);
  });
}
