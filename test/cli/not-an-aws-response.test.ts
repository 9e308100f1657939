import { expect, onTestFinished, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { skippedTime } from "../support/client-time.ts";
import { makeFolder, run } from "../support/run.ts";
import { respondWith, type ScriptedResponse, startServer } from "../support/scripted-server.ts";

const page = (status: number) => respondWith(status, "<!doctype html><title>Sign in</title>");
const text = (status: number, body: string): ScriptedResponse => {
  return (response) => response.writeHead(status, { "content-type": "text/plain" }).end(body);
};

/**
 * The output of a command for which every request gets this response. The first call is to STS or, with a known
 * account, to Lambda.
 */
async function statusAt(scripted: ScriptedResponse, account?: string) {
  const server = await startServer(scripted);
  onTestFinished(server.stop);
  const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_REGION: "eu-west-1" };
  const cwd = await makeFolder();
  const env = { HOME: cwd, ...keys, ...(account && { AWS_ACCOUNT_ID: account }) };
  const ran = await run(["status", "--endpoint-url", server.url], { cwd, env, time: skippedTime() });
  return { ...ran, stderr: ran.stderr.replaceAll(server.url, "ENDPOINT") };
}

test.each<[string, ScriptedResponse, number]>([
  ["a page with 200", page(200), 200],
  ["a page with 404", page(404), 404],
  ["a page with 503", page(503), 503],
  ["an error that is not XML", respondWith(404, { detail: "Not Found" }), 404],
  ["an error with an empty body", text(501, ""), 501],
  ["a text", text(404, "nope"), 404],
  ["JSON in place of XML", respondWith(200, []), 200],
])("%s in place of STS's response is reported in one sentence", async (_name, scripted, status) => {
  const { code, stdout, stderr } = await statusAt(scripted);
  expect({ code, stdout }).toEqual({ code: EXIT.failure, stdout: "" });
  expect(stderr).toBe(
    `todo-api-dev on ENDPOINT (from --endpoint-url), region eu-west-1 (from AWS_REGION)\nerror: GetCallerIdentity: the response from ENDPOINT (HTTP ${status}) is not a valid AWS response; the endpoint may not support this call\n`,
  );
});

test.each<[string, ScriptedResponse, number]>([
  ["a page with 200", page(200), 200],
  ["an error without a code", respondWith(404, { detail: "Not Found" }), 404],
  ["an error with an empty body", text(501, ""), 501],
  ["half a document", text(200, "[1"), 200],
])("%s in place of JSON is reported with operation and status", async (_name, scripted, status) => {
  const { code, stderr } = await statusAt(scripted, "123456789012");
  expect(code).toBe(EXIT.failure);
  expect(stderr).toMatch(
    new RegExp(
      `\\w+: the response from ENDPOINT \\(HTTP ${status}\\) is not a valid AWS response; the endpoint may not support this call\\n`,
    ),
  );
  expect(stderr).not.toContain("bug in todo-api");
});
