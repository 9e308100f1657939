import { UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import { GetPolicyCommand, RemovePermissionCommand, UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../handlers/client.ts";
import { startStack, type TestStack } from "../support/stack.ts";

let deployed: TestStack;

beforeAll(async () => {
  deployed = await startStack();
});
afterAll(() => deployed.stop());

const limit = (name: string, value: string) => ({ op: "replace" as const, path: `/*/*/throttling/${name}`, value });

/** Faults of a deployed stack; each is added to the earlier ones, and takes precedence. */
const FAULTS: readonly (readonly [string, number, RegExp, (stack: TestStack) => Promise<unknown>])[] = [
  [
    "a function that cannot start",
    502,
    /Internal server error/,
    ({ cloud }) =>
      cloud.lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName: "todo-api-dev-read", Handler: "no.no" }),
      ),
  ],
  [
    "a function that may not be called",
    500,
    /could not be invoked/,
    async ({ cloud }) => {
      const FunctionName = "todo-api-dev-read";
      const { Policy = "" } = await cloud.lambda.send(new GetPolicyCommand({ FunctionName }));
      const [{ Sid: StatementId }] = JSON.parse(Policy).Statement;
      await cloud.lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }));
    },
  ],
  [
    "a stage that accepts no requests",
    429,
    /request limit is exceeded/,
    ({ cloud, restApiId }) => {
      const patchOperations = [limit("rateLimit", "0"), limit("burstLimit", "0")];
      return cloud.apigateway.send(new UpdateStageCommand({ restApiId, stageName: "dev", patchOperations }));
    },
  ],
];

test.each(FAULTS)(
  "%s is a problem of status %i, with CORS and the request's ID",
  async (_what, status, detail, breakStack) => {
    await breakStack(deployed);
    const response = await call("GET", `${deployed.apiUrl}/items`);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-expose-headers")).toMatch(/x-amzn-RequestId/);
    expect(response.headers.get("retry-after")).toBe(status === 429 ? "1" : null);
    const requestId = response.headers.get("x-amzn-requestid");
    expect(response.body).toMatchObject({
      title: expect.any(String),
      detail: expect.stringMatching(detail),
      requestId,
    });
  },
);
