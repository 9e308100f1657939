import { GetRestApisCommand } from "@aws-sdk/client-api-gateway";
import { CreateTableCommand, DescribeTableCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { Cloud } from "../../src/aws/cloud.ts";
import { createCloud } from "../../src/aws/create-cloud.ts";
import { explainAwsError } from "../../src/aws/explain.ts";
import { clockOf } from "../../src/engine/clock.ts";
import { withWaitReporter } from "../../src/engine/report-wait.ts";
import { skippedTime } from "../support/client-time.ts";
import { startTestCloud, TEST_REGION, type TestCloud } from "../support/local-cloud.ts";
import { respondWith, type ScriptedResponse, startServer } from "../support/scripted-server.ts";
import { connect } from "../support/stack.ts";

let local: TestCloud;
beforeEach(async () => {
  local = await startTestCloud();
});
afterEach(() => local.stop());

describe("retries a temporary failure", () => {
  test.each(["throttle", "error-500", "error-503", "refuse", "drop-before", "drop-after", "slow"] as const)(
    "%s",
    async (kind) => {
      const cloud = await connect(local);
      local.faults.set({ kind, seconds: 0.05 });
      await Promise.all([
        cloud.iam.send(new ListRolesCommand({})),
        cloud.lambda.send(new ListFunctionsCommand({})),
        cloud.apigateway.send(new GetRestApisCommand({})),
        cloud.dynamodb.send(new ListTablesCommand({})),
        cloud.s3.send(new ListBucketsCommand({})),
      ]);
      expect(local.faults.fired()).toHaveLength(1);
    },
  );

  test.each([
    ["throttle", "IAM to accept more calls (throttled)"],
    ["error-500", "IAM to recover (HTTP 500)"],
    ["error-503", "IAM to recover (HTTP 503)"],
    ["drop-before", "a connection to IAM (ECONNRESET)"],
  ] as const)("%s: reports a wait with a name and a length", async (kind, reason) => {
    const { cloud, now } = await connected();
    local.faults.set({ kind, times: 2 });
    const startedAt = now();
    const { waits } = await waitsDuring(() => cloud.iam.send(new ListRolesCommand({})));
    expect(new Set(waits.map((wait) => wait.reason))).toEqual(new Set([reason]));
    expect(waits[0]?.milliseconds).toBe(0);
    expect(waits.at(-1)?.milliseconds).toBeGreaterThan(100);
    expect(waits.at(-1)?.milliseconds).toBeLessThanOrEqual(now() - startedAt);
  });

  test("not before its Retry-After has passed", async () => {
    const { cloud } = await connected();
    local.faults.set({ kind: "throttle", seconds: 30 });
    const { waits } = await waitsDuring(() => cloud.apigateway.send(new GetRestApisCommand({})));
    expect(waits.at(-1)).toMatchObject({ reason: "API Gateway to accept more calls (throttled)" });
    expect(waits.at(-1)?.milliseconds).toBeGreaterThanOrEqual(30_000);
  });

  test("regardless of how often other calls failed", async () => {
    const cloud = await connect(local);
    // Retries end within seconds while no service has responded; on a busy machine, that is too soon for so many calls.
    await cloud.lambda.send(new ListFunctionsCommand({}));
    local.faults.set({ kind: "drop-before", times: 200 });
    const lists = Array.from({ length: 100 }, () => cloud.lambda.send(new ListFunctionsCommand({})));
    expect(await Promise.all(lists)).toHaveLength(100);
  });

  test("even a creation whose response was lost", async () => {
    const { cloud } = await connected();
    local.faults.set({ kind: "drop-after", operation: "CreateTable" });
    await expect(createTable(cloud)).rejects.toMatchObject({ name: "ResourceInUseException" });
    await cloud.dynamodb.send(new DescribeTableCommand({ TableName: "things" }));
  });
});

describe("gives up on", () => {
  test("a throttle after two minutes", async () => {
    const { cloud, now } = await connected();
    local.faults.set({ kind: "throttle", times: 1000, seconds: 20 });
    const startedAt = now();
    const error = await failureOf(cloud.apigateway.send(new GetRestApisCommand({})));
    expect(error.name).toBe("TooManyRequestsException");
    expect(explainAwsError(error, "Looking")?.message).toContain("AWS keeps throttling this account");
    expect(now() - startedAt).toBeGreaterThan(90_000);
    expect(now() - startedAt).toBeLessThan(125_000);
  });

  test("a failure inside AWS after eight attempts", async () => {
    const { cloud } = await connected();
    local.forgetCalls();
    local.faults.set({ kind: "error-500", times: 1000 });
    expect((await failureOf(cloud.lambda.send(new ListFunctionsCommand({})))).name).toBe("ServiceException");
    expect(local.calls()).toHaveLength(8);
  });

  test("a connection that is still broken after half a minute", async () => {
    const { cloud, now } = await connected();
    await cloud.iam.send(new ListRolesCommand({}));
    await local.stop();
    const startedAt = now();
    const error = await failureOf(cloud.lambda.send(new ListFunctionsCommand({})));
    expect(explainAwsError(error, "Looking")?.message).toContain("nothing is listening at the endpoint");
    expect(now() - startedAt).toBeGreaterThan(20_000);
    expect(now() - startedAt).toBeLessThan(35_000);
  });

  test("an endpoint that never responded, within seconds", async () => {
    const { cloud, now } = await connected();
    await local.stop();
    const startedAt = now();
    const error = await failureOf(cloud.lambda.send(new ListFunctionsCommand({})));
    expect(explainAwsError(error, "Looking")?.message).toContain("nothing is listening at the endpoint");
    expect(now() - startedAt).toBeLessThan(5000);
  });

  test("an HTTPS endpoint URL of an HTTP server", async () => {
    const server = await startServer(respondWith(200, "{}"));
    onTestFinished(server.stop);
    const endpointUrl = server.url.replace("http:", "https:");
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const target = { kind: "aws", region: TEST_REGION, regionSource: "the test", endpointUrl, credentials } as const;
    const error = await failureOf(createCloud(target, clockOf(skippedTime(), new AbortController().signal)));
    expect(explainAwsError(error, "Looking")?.message).toContain("the TLS connection to the endpoint failed (EPROTO)");
  });

  test("expired credentials immediately, with what to do", async () => {
    const { cloud } = await connected();
    local.forgetCalls();
    local.faults.set({ kind: "expire-credentials" });
    const error = await failureOf(cloud.lambda.send(new ListFunctionsCommand({})));
    const explained = explainAwsError(error, "Looking");
    expect(explained?.code).toBe("credentials-expired");
    expect(explained?.message).toContain("renew them");
    expect(explained?.message).toContain("then run the same command again to continue");
    expect(explained?.next.map(({ command }) => command).join()).toMatch(/aws sso login.*aws login/);
    expect(local.calls()).toHaveLength(1);
  });

  test("an IAM quota immediately, because waiting does not raise it", async () => {
    const rejection = respondWith(409, errorXml("LimitExceeded", "Cannot exceed quota for RolesPerAccount: 1000"), XML);
    const { cloud, requests } = await scripted(rejection);
    const error = await failureOf(
      cloud.iam.send(new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument: "{}" })),
    );
    expect(error).toMatchObject({ name: "LimitExceededException" });
    expect(requests).toHaveLength(2);
  });

  test("Lambda's full code storage immediately", async () => {
    const rejection = respondWith(
      400,
      { message: "Code storage limit exceeded." },
      errorType("CodeStorageExceededException"),
    );
    const { cloud, requests } = await scripted(rejection);
    const error = await failureOf(cloud.lambda.send(new ListFunctionsCommand({})));
    expect(error).toMatchObject({ name: "CodeStorageExceededException" });
    expect(requests).toHaveLength(2);
  });

  test("no API Gateway limit with a Retry-After, because it is a throttle", async () => {
    const headers = { ...errorType("LimitExceededException"), "retry-after": "3" };
    const { cloud, requests } = await scripted(
      respondWith(429, { message: "Slow down" }, headers),
      respondWith(200, { item: [] }),
    );
    await cloud.apigateway.send(new GetRestApisCommand({}));
    expect(requests).toHaveLength(3);
  });
});

describe("after Ctrl-C", () => {
  test("no call starts", async () => {
    const { cloud, interrupt } = await connected();
    local.forgetCalls();
    interrupt();
    await expect(cloud.lambda.send(new ListFunctionsCommand({}))).rejects.toThrow("Interrupted.");
    await expect(createTable(cloud)).rejects.toThrow("Interrupted.");
    expect(local.calls()).toEqual([]);
  });

  test("a call in flight is completed", async () => {
    const { cloud, interrupt } = await connected();
    local.faults.set({ kind: "slow", seconds: 0.2, operation: "CreateTable" });
    const created = createTable(cloud);
    await expect.poll(() => local.faults.fired().length).toBe(1);
    interrupt();
    expect(await created).toMatchObject({ TableDescription: { TableName: "things" } });
  });

  test("a wait ends immediately, and nothing is retried", async () => {
    const interruption = new AbortController();
    const cloud = await connect(local, local.credentials, { signal: interruption.signal });
    local.faults.set({ kind: "throttle", seconds: 100 });
    local.forgetCalls();
    const listed = withWaitReporter(
      () => interruption.abort(new Error("Interrupted.")),
      () => cloud.apigateway.send(new GetRestApisCommand({})),
    );
    await expect(listed).rejects.toThrow();
    expect(local.calls()).toHaveLength(1);
  });
});

/** The product's clients, with a clock whose sleeps are skipped. */
async function connected() {
  const interruption = new AbortController();
  const time = skippedTime();
  const cloud = await connect(local, local.credentials, { ...time, signal: interruption.signal });
  return { cloud, now: time.now, interrupt: () => interruption.abort(new Error("Interrupted.")) };
}

/** Clients for a server that returns the caller's identity, then responds by its script. */
async function scripted(...responses: readonly ScriptedResponse[]) {
  const identity = respondWith(
    200,
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>000000000000</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    XML,
  );
  const server = await startServer(identity, ...responses);
  onTestFinished(server.stop);
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const target = {
    kind: "aws",
    region: TEST_REGION,
    regionSource: "the test",
    endpointUrl: server.url,
    credentials,
  } as const;
  return {
    cloud: await createCloud(target, clockOf(skippedTime(), new AbortController().signal)),
    requests: server.requests,
  };
}

/** The waits that are reported while something runs. */
async function waitsDuring(run: () => Promise<unknown>) {
  const waits: { readonly reason: string; readonly milliseconds: number }[] = [];
  await withWaitReporter((reason, milliseconds) => void waits.push({ reason, milliseconds }), run);
  return { waits };
}

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error("It did not fail.");
}

function createTable({ dynamodb }: Cloud) {
  return dynamodb.send(
    new CreateTableCommand({
      TableName: "things",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    }),
  );
}

const XML = { "content-type": "text/xml" };

function errorXml(code: string, message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`;
}

function errorType(name: string): Record<string, string> {
  return { "x-amzn-errortype": name };
}
