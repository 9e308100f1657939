import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { createFetch } from "../../src/network/fetch.ts";
import { findProxy } from "../../src/network/find-proxy.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { makeFolder, runBin } from "../support/run.ts";
import { CA_BUNDLE, startTlsProxy, type TlsProxy } from "./tls-proxy.ts";

const CA_FILE = fileURLToPath(CA_BUNDLE);
const STATUS = ["status", "--region", "eu-west-1"];

let proxy: TlsProxy;
let cwd: string;
let env: Record<string, string>;

beforeEach(async () => {
  proxy = await startTlsProxy();
  cwd = await makeFolder();
  env = { HOME: cwd, AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret", AWS_ACCOUNT_ID: "123456789012" };
});

afterEach(() => proxy.stop());

describe("AWS", () => {
  test.each(["HTTPS_PROXY", "https_proxy"])("is reached through the proxy of %s", async (variable) => {
    const ran = await runBin(STATUS, { cwd, env: { ...env, [variable]: proxy.url, AWS_CA_BUNDLE: CA_FILE } });
    expect(ran).toMatchObject({ code: EXIT.auth, stderr: expect.stringContaining("Denied by the test") });
    expect(proxy.tunnels).toContain("lambda.eu-west-1.amazonaws.com:443");
    expect(proxy.requests).toContain("lambda.eu-west-1.amazonaws.com/2015-03-31/functions/todo-api-dev-read");
  });

  test("is trusted by the certificates of ca_bundle in the profile", async () => {
    await writeFile(join(cwd, "config"), `[default]\nca_bundle = ${CA_FILE}\n`);
    const through = { ...env, HTTPS_PROXY: proxy.url, AWS_CONFIG_FILE: join(cwd, "config") };
    expect(await runBin(STATUS, { cwd, env: through })).toMatchObject({ code: EXIT.auth });
    expect(proxy.requests).not.toEqual([]);
  });

  test("is not trusted without the certificates", async () => {
    const { code, stderr } = await runBin(STATUS, { cwd, env: { ...env, HTTPS_PROXY: proxy.url } });
    expect(code).toBe(EXIT.failure);
    expect(stderr).toMatch(/error: .*certificate.*AWS_CA_BUNDLE/);
    expect(proxy.requests).toEqual([]);
  });

  test.each([
    ["/none/ca.pem", "cannot be read (ENOENT)"],
    ["package.json", "contains no PEM certificate"],
  ])("is not called where the CA bundle is %s", async (file, why) => {
    await writeFile(join(cwd, "package.json"), "{}");
    const { code, stderr } = await runBin(STATUS, {
      cwd,
      env: { ...env, HTTPS_PROXY: proxy.url, AWS_CA_BUNDLE: file },
    });
    expect(code).toBe(EXIT.usage);
    expect(stderr).toContain(`"${file}" (from AWS_CA_BUNDLE) ${why}`);
    expect(proxy.tunnels).toEqual([]);
  });

  test("is reached directly if NO_PROXY names it", async () => {
    const through = { ...env, HTTPS_PROXY: proxy.url, NO_PROXY: "example.test" };
    const { code, stderr } = await runBin([...STATUS, "--endpoint-url", "https://aws.example.test"], {
      cwd,
      env: through,
    });
    expect({ code, tunnels: proxy.tunnels }).toEqual({ code: EXIT.failure, tunnels: [] });
    expect(stderr).toContain("cannot be resolved");
  });
});

test.each<[string, string, string, string | undefined]>([
  ["https://a.example.com", "HTTPS_PROXY", "", "http://proxy.test:1"],
  ["https://a.example.com", "ALL_PROXY", "", "http://proxy.test:1"],
  ["https://a.example.com", "HTTP_PROXY", "", undefined],
  ["http://a.example.com", "HTTP_PROXY", "", "http://proxy.test:1"],
  ["https://a.example.com", "HTTPS_PROXY", "*", undefined],
  ["https://a.example.com", "HTTPS_PROXY", "other.com,example.com", undefined],
  ["https://a.example.com", "HTTPS_PROXY", ".example.com", undefined],
  ["https://a.example.com", "HTTPS_PROXY", "a.example.com:443", undefined],
  ["https://a.example.com", "HTTPS_PROXY", "a.example.com:8443,ample.com,b.example.com", "http://proxy.test:1"],
  ["http://localhost:8000", "HTTP_PROXY", "", undefined],
  ["http://api.localhost:8000", "HTTP_PROXY", "", undefined],
  ["http://127.9.9.9:8000", "HTTP_PROXY", "", undefined],
  ["http://[::1]:8000", "HTTP_PROXY", "", undefined],
])("%s with %s set and NO_PROXY=%s: proxy %s", (url, variable, noProxy, proxyUrl) => {
  for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy", "no_proxy"])
    vi.stubEnv(name, undefined);
  vi.stubEnv(variable, "http://proxy.test:1");
  vi.stubEnv("NO_PROXY", noProxy);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(findProxy(url)).toBe(proxyUrl);
});

test.each([
  ["http://me:50%off@proxy.test:1", "http://me:50%25off@proxy.test:1"],
  ["http://me:a%40b%@proxy.test:1", "http://me:a%40b%25@proxy.test:1"],
  ["http://me:5%%ff@proxy.test:1", "http://me:5%25%25ff@proxy.test:1"],
  ["http://me:%ff@proxy.test:1", "http://me:%25ff@proxy.test:1"],
  ["http://me:a%40b@proxy.test:1", "http://me:a%40b@proxy.test:1"],
  ["proxy.test:1", "http://proxy.test:1"],
  ["me:secret@proxy.test:1", "http://me:secret@proxy.test:1"],
  ["https://proxy.test:1", "https://proxy.test:1"],
])("the proxy %s is %s", (text, expected) => {
  vi.stubEnv("HTTPS_PROXY", text);
  vi.stubEnv("NO_PROXY", "");
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(findProxy("https://a.example.com")).toBe(expected);
});

test.each(["http://", "http://me:secret@proxy.test:99999", "not a url", "socks5://me:secret@proxy.test:1"])(
  "rejects the proxy %s without printing it",
  async (text) => {
    const { code, stderr } = await runBin(STATUS, { cwd, env: { ...env, HTTPS_PROXY: text } });
    expect(code).toBe(EXIT.usage);
    expect(stderr).toMatch(/\nerror: (.*: )?the proxy in HTTPS_PROXY or ALL_PROXY must be a URL such as .*\n$/);
    expect(stderr).not.toContain("secret@");
  },
);

test("a password with a % is sent to the proxy unchanged", async () => {
  const through = { ...env, HTTPS_PROXY: proxy.url.replace("://", "://me:50%off@"), AWS_CA_BUNDLE: CA_FILE };
  expect(await runBin(STATUS, { cwd, env: through })).toMatchObject({ code: EXIT.auth });
  expect(proxy.requests).not.toEqual([]);
});

test("a loopback endpoint is reached without the proxy, whatever the environment names", async () => {
  const everything = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ALL_PROXY: proxy.url };
  const cloud = await startTestCloud();
  onTestFinished(cloud.stop);
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const flags = ["--endpoint-url", cloud.endpoint];
  expect(await runBin([...STATUS, ...flags], { cwd, env: { HOME: cwd, ...keys, ...everything } })).toMatchObject({
    code: EXIT.notFound,
  });
  expect(proxy.tunnels).toEqual([]);
});

test("the deployed API is reached through the proxy, with the CA bundle", async () => {
  vi.stubEnv("HTTPS_PROXY", proxy.url);
  vi.stubEnv("NO_PROXY", "");
  onTestFinished(() => void vi.unstubAllEnvs());
  const fetched = createFetch({ value: CA_FILE, source: "the test" });
  expect((await fetched("https://abcdefghij.execute-api.eu-west-1.amazonaws.com/dev/items")).status).toBe(403);
  expect(proxy.requests).toEqual(["abcdefghij.execute-api.eu-west-1.amazonaws.com/dev/items"]);
});
