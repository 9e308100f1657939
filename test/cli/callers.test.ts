import { UpdateApiKeyCommand } from "@aws-sdk/client-api-gateway";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { sleep } from "../../src/io.ts";
import type { Credentials } from "../../src/local/services/iam/credentials.ts";
import { findStackKeys } from "../../src/resources/usage-plan/find-api-keys.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud, type TestCloud } from "../support/local-cloud.ts";
import { run } from "../support/run.ts";
import { type ApiRequest, type ApiResponse, type SignedRequest, sendSigned, sign } from "../support/signed-request.ts";
import { connect, TEST_STACK, TEST_THROTTLE } from "../support/stack.ts";

const TITLE = "For permitted callers only";
const OTHER_ACCOUNT = "210987654321";
const MAY_CALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" },
});
const ANYWHERE = ["--allow-ip", "none", "--deny-ip", "none"];
const HOUR_MILLISECONDS = 3_600_000;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
/** Other ways to write /items, and paths that a server could mistake for it. */
const PATHS = [
  "/items/",
  "//items",
  "///items//",
  "/./items",
  "/items/.",
  "/items/..",
  "/items/../items",
  "/x/../items",
  "/%69tems",
  "/items%2F",
  "/%2Fitems",
  "/items%00",
  "/items;x=1",
  "/items?limit=1",
  "/items#x",
  "/ITEMS",
  "/openapi.json/../items",
  "/index.html/../items",
];

let local: TestCloud;
let url: string;
/** The same stack as another stage. */
let prodUrl: string;

beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.stop());

/** How a caller sends a request. */
type Caller = (method: string, address: string) => Promise<SignedRequest>;

const unsigned =
  (headers: Readonly<Record<string, string>> = {}): Caller =>
  async (method, address) => ({ url: address, method, headers, body: "" });

const signedBy =
  (credentials: () => Credentials, more: ApiRequest = {}): Caller =>
  (method, address) =>
    sign(address, { method, ...more, credentials: credentials() });

const owner = signedBy(() => local.credentials);
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MILLISECONDS);

/** Signs a request to another address or with another method, and sends that signature. */
const replayed =
  (signedFor: (method: string, address: string) => Promise<SignedRequest>): Caller =>
  async (method, address) => ({ ...(await signedFor(method, address)), url: address, method });

async function deploy(...flags: readonly string[]): Promise<string> {
  const cwd = await makeDeployedFolder(local);
  const { code, stdout, stderr } = await run(["deploy", "--throttle", TEST_THROTTLE, ...flags], { cwd });
  expect({ code, stderr }).toMatchObject({ code: EXIT.ok });
  return stdout.trim();
}

async function ok(...argv: readonly string[]): Promise<string> {
  const ran = await run(argv, { cwd: await makeDeployedFolder(local) });
  expect(ran, argv.join(" ")).toMatchObject({ code: EXIT.ok });
  return ran.stdout.trim();
}

const storedItems = () => ok("items", "list", "--json");
const send = async (caller: Caller, method: string, path = "/items") =>
  sendSigned(await caller(method, `${url}${path}`));

function expectRejectedWithoutData({ status, body }: ApiResponse, what: string): void {
  expect({ what, body }).toEqual({ what, body: expect.not.stringContaining(TITLE) });
  expect(status, what).toBeGreaterThanOrEqual(400);
}

interface Mode {
  readonly flags: readonly string[];
  /** Flags that allow no request from this machine. */
  readonly elsewhere: readonly string[];
  /** Deploys, and prepares the callers. */
  prepare(): Promise<void>;
  readonly admitted: Readonly<Record<string, Caller>>;
  readonly rejected: Readonly<Record<string, Caller>>;
}

const keys = { current: "", replaced: "", disabled: "", revoked: "", id: "", ofProd: "" };
const keyed =
  (name: keyof typeof keys): Caller =>
  (method, address) =>
    unsigned({ "x-api-key": keys[name] })(method, address);

const API_KEY: Mode = {
  flags: ["--auth", "api-key", "--website", "api"],
  elsewhere: ["--deny-ip", "127.0.0.0/8"],
  async prepare() {
    keys.revoked = await ok("key", "show");
    await ok("key", "rotate");
    await ok("key", "revoke", "--yes");
    keys.disabled = await ok("key", "show");
    const cloud = await connect(local);
    const { current } = await findStackKeys(cloud, TEST_STACK);
    await ok("key", "rotate");
    const patchOperations = [{ op: "replace" as const, path: "/enabled", value: "false" }];
    await cloud.apigateway.send(new UpdateApiKeyCommand({ apiKey: current?.id, patchOperations }));
    keys.replaced = await ok("key", "show");
    keys.id = current?.id ?? "";
    await ok("key", "rotate");
    keys.current = await ok("key", "show");
    keys.ofProd = await ok("key", "show", "--stage", "prod");
  },
  admitted: { "the key": keyed("current"), "the replaced key in its grace period": keyed("replaced") },
  rejected: {
    "no key": unsigned(),
    "an empty key": unsigned({ "x-api-key": "" }),
    "a wrong key": unsigned({ "x-api-key": "k".repeat(40) }),
    "the ID of a key": keyed("id"),
    "a disabled key": keyed("disabled"),
    "a revoked key": keyed("revoked"),
    "the key of another stage": keyed("ofProd"),
    "the key in another header": (method, address) =>
      unsigned({ authorization: `Bearer ${keys.current}` })(method, address),
    "the key in the URL": (method, address) => unsigned()(method, `${address}?x-api-key=${keys.current}`),
    "the signature of the owner": owner,
  },
};

const users = new Map<string, Credentials>();
const credentialsOf = (name: string) => {
  const found = users.get(name);
  if (!found) throw new Error(`There are no credentials of ${name}.`);
  return found;
};
const by = (name: string) => signedBy(() => credentialsOf(name));
const changed = (more: Partial<Credentials>) => signedBy(() => ({ ...local.credentials, ...more }));
const READER = "arn:aws:iam::000000000000:role/reader";

const IAM: Mode = {
  flags: ["--auth", "iam", "--website", "api", "--grant", READER],
  elsewhere: ["--allow-ip", "192.0.2.0/24"],
  async prepare() {
    users.set("allowed", local.addUser([MAY_CALL]));
    users.set("unprivileged", local.addUser([]));
    users.set("stranger", local.addUser([MAY_CALL], OTHER_ACCOUNT));
    users.set("granted", local.assumeRole(READER));
    users.set("expired", local.assumeRole(READER, 0));
  },
  admitted: {
    "the owner": owner,
    "a user whose policy allows it": by("allowed"),
    "a role that was granted it": by("granted"),
  },
  rejected: {
    "no signature": unsigned(),
    "another scheme": unsigned({ authorization: "Bearer abc.def.ghi" }),
    "an API key": unsigned({ "x-api-key": "k".repeat(40) }),
    "a user without permission": by("unprivileged"),
    "a user of another account": by("stranger"),
    "a wrong secret": changed({ secretAccessKey: "wrong" }),
    "an unknown access key": changed({ accessKeyId: "AKIAUNKNOWN000000000" }),
    "an expired session": by("expired"),
    "a session without its token": (method, address) => {
      const { sessionToken: _, ...key } = credentialsOf("granted");
      return sign(address, { method, credentials: key });
    },
    "a signature by a slow clock": signedBy(() => local.credentials, { signedAt: hoursAgo(1) }),
    "a signature by a fast clock": signedBy(() => local.credentials, { signedAt: hoursAgo(-1) }),
    "an expired URL": signedBy(() => local.credentials, { signedAt: hoursAgo(1), presignedFor: 60 }),
    "a signature for another service": signedBy(() => local.credentials, { service: "lambda" }),
    "a signature for another region": signedBy(() => local.credentials, { region: "us-east-1" }),
    "a signature for another stage": replayed((method) => owner(method, `${prodUrl}/items`)),
    "a signature for another path": replayed((method, address) => owner(method, `${address}/1`)),
    "a signature for another method": replayed((method, address) => owner(method === "GET" ? "HEAD" : "GET", address)),
  },
};

describe.each([
  ["api-key", API_KEY],
  ["iam", IAM],
] as const)("--auth %s", (auth, { flags, elsewhere, prepare, admitted, rejected }) => {
  let before: string | undefined;
  // Runs once, but not in beforeAll, because folders can be created only in a test.
  beforeEach(async () => {
    if (before !== undefined) return;
    if (auth === "iam") await createReader();
    url = await deploy(...flags, ...ANYWHERE);
    prodUrl = await deploy("--stage", "prod", "--auth", auth);
    await prepare();
    await ok("items", "clear", "--yes");
    await ok("items", "add", TITLE);
    before = await storedItems();
  });

  test.each(Object.entries(admitted))("admits %s", async (_who, caller) => {
    const { status, body } = await send(caller, "GET");
    expect({ status, body }).toEqual({ status: 200, body: expect.stringContaining(TITLE) });
  });

  test.each(Object.entries(rejected))("rejects %s, whatever the method is", async (who, caller) => {
    for (const method of METHODS) {
      const response = await send(caller, method);
      expectRejectedWithoutData(response, `${method} with ${who}`);
      expect([response.status, response.headers["content-type"]]).toEqual([403, "application/problem+json"]);
    }
    const replay = await sendSigned(await caller("GET", `${prodUrl}/items`));
    // There, a key of prod, or a signature for it, is valid.
    if (!who.endsWith("another stage")) expectRejectedWithoutData(replay, `GET of the stage prod with ${who}`);
  });

  test("rejects callers however they write a path, and keeps the page and preflights open", async () => {
    const [first = unsigned()] = Object.values(rejected);
    const callers = [first, rejected["a wrong key"] ?? by("unprivileged")];
    for (const path of PATHS)
      for (const caller of callers)
        for (const method of METHODS) expectRejectedWithoutData(await send(caller, method, path), `${method} ${path}`);
    const headers = { "x-http-method-override": "GET", "x-original-url": "/dev/items", "x-forwarded-path": "/items" };
    for (const method of ["OPTIONS", "POST"])
      expectRejectedWithoutData(
        await send(unsigned(headers), method),
        `${method} with headers that a server could follow`,
      );
    const preflight = await send(unsigned(), "OPTIONS");
    expect([preflight.status, preflight.body]).toEqual([204, ""]);
    const page = await send(unsigned(), "GET", "/");
    expect([page.status, page.body]).toEqual([200, expect.not.stringContaining(TITLE)]);
    expect(await storedItems()).toBe(before);
  });

  test("makes items fail with the exit code for credentials", async () => {
    const items = async (credentials: Credentials, now = Date.now) => {
      const cwd = await makeDeployedFolder({ ...local, credentials });
      const { code, stdout } = await run(["items", "list"], { cwd, time: { now, sleep } });
      return { code, stdout };
    };
    const failure = { code: EXIT.auth, stdout: "" };
    expect(await items(local.addUser([]))).toEqual(failure);
    if (auth === "api-key") return;
    for (const who of ["stranger", "expired"]) expect(await items(credentialsOf(who)), who).toEqual(failure);
    expect(await items(local.credentials, () => Date.now() - HOUR_MILLISECONDS)).toEqual(failure);
  });

  test("rejects everyone at an address that is not allowed, whatever address the request claims", async () => {
    await deploy(...flags, ...elsewhere);
    const claims = { "x-forwarded-for": "192.0.2.7", forwarded: "for=192.0.2.7", "x-real-ip": "192.0.2.7" };
    for (const [who, caller] of Object.entries(admitted)) {
      const request = await caller("GET", `${url}/items`);
      const response = await sendSigned({ ...request, headers: { ...request.headers, ...claims } });
      expectRejectedWithoutData(response, who);
      expect(response.status).toBe(403);
    }
  });
});

test("with --auth none, admits every caller at an allowed address, and no other", async () => {
  url = await deploy("--auth", "none", ...ANYWHERE);
  const callers = {
    "no key": unsigned(),
    "a wrong key": unsigned({ "x-api-key": "k".repeat(40) }),
    "another scheme": unsigned({ authorization: "Bearer abc.def.ghi" }),
    "the owner": owner,
    "a wrong secret": changed({ secretAccessKey: "wrong" }),
    "a slow clock": signedBy(() => local.credentials, { signedAt: hoursAgo(1) }),
  };
  for (const [who, caller] of Object.entries(callers)) expect((await send(caller, "GET")).status, who).toBe(200);
  await deploy("--deny-ip", "127.0.0.1");
  for (const [who, caller] of Object.entries(callers)) expectRejectedWithoutData(await send(caller, "GET"), who);
});

async function createReader(): Promise<void> {
  const { iam } = await connect(local);
  const trust = { Effect: "Allow", Principal: { AWS: local.account }, Action: "sts:AssumeRole" };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  await iam.send(new CreateRoleCommand({ RoleName: "reader", AssumeRolePolicyDocument }));
}
