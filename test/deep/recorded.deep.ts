import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { TimingOptions } from "../../src/local/timing/timing.ts";
import { type RecordedCase, readCases } from "../recorded/recorded-case.ts";
import { createRecordingClients } from "../recorded/recording-client.ts";
import { type CaseTarget, runCase } from "../recorded/run-case.ts";
import { startTestCloud } from "../support/local-cloud.ts";

const SERVICES = ["lambda", "apigateway", "iam", "dynamodb", "s3", "logs"] as const;

/** The region of most recordings, which S3's responses show. */
const REGION = "us-east-1";

const targets = new Map<string, CaseTarget>();

beforeAll(async () => {
  targets.set("instant", await startTarget({ mode: "instant" }));
  targets.set("realistic", await startTarget({ mode: "realistic" }));
});

afterAll(() => Promise.all([...targets.values()].map((target) => target.test.stop())));

for (const service of SERVICES)
  describe(service, () => {
    for (const recorded of readCases(service)) {
      const title = `${recorded.id}: returns what AWS returned`;
      if (recorded.skip !== undefined) test.skip(`${title} (${recorded.skip})`);
      else if (recorded.unsupported !== undefined)
        test(`${recorded.id}: is rejected by name`, async () => {
          expect(await differencesOf(recorded)).toContainEqual(expect.stringContaining(`${recorded.unsupported}`));
        });
      else test(title, () => expectNoDifference(recorded));
    }
  });

async function expectNoDifference(recorded: RecordedCase): Promise<void> {
  expect(await differencesOf(recorded)).toEqual([]);
}

function differencesOf(recorded: RecordedCase): Promise<readonly string[]> {
  const target = targets.get(recorded.needs ?? "instant");
  if (!target) throw new Error("no cloud to run against");
  return runCase(recorded, target);
}

async function startTarget(timing: TimingOptions): Promise<CaseTarget> {
  const cloud = await startTestCloud({ timing });
  const clientConfig = { ...cloud.clientConfig, region: REGION };
  const roleArn = await createRole(new IAMClient(clientConfig));
  await waitUntilAssumable(new LambdaClient(clientConfig), roleArn);
  return { test: { ...cloud, region: REGION, clientConfig }, clients: createRecordingClients(clientConfig), roleArn };
}

async function createRole(iam: IAMClient): Promise<string> {
  const RoleName = "recorded";
  const allow = { Effect: "Allow", Action: "logs:*", Resource: "*" };
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "logs", PolicyDocument: document(allow) }));
  return Role?.Arn ?? "";
}

/** Lambda rejects a role that it cannot assume yet. */
async function waitUntilAssumable(lambda: LambdaClient, Role: string): Promise<void> {
  const FunctionName = "probe";
  const Code = { ZipFile: zipSync({ "index.mjs": strToU8("export const handler = async () => {};") }) };
  const create = new CreateFunctionCommand({
    FunctionName,
    Role,
    Code,
    Runtime: "nodejs22.x",
    Handler: "index.handler",
  });
  await vi.waitFor(() => lambda.send(create), { timeout: 60_000, interval: 500 });
}
