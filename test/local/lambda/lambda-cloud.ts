import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  type FunctionConfiguration,
  InvokeCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";
import type { LocalCloudOptions } from "../../../src/local/start-local-cloud.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

/** A local cloud with a role that Lambda may assume, and helpers for creating and invoking functions. */
export interface LambdaCloud {
  readonly test: TestCloud;
  readonly lambda: LambdaClient;
  /** May write to every existing log group. */
  readonly role: string;
  makeRole(name: string, actions: readonly string[], service?: string): Promise<string>;
  /** Creates a function from the text of its `index.mjs`. */
  makeFunction(name: string, code: string, more?: Partial<CreateFunctionCommandInput>): Promise<FunctionConfiguration>;
  call(name: string, payload?: unknown): Promise<CallResult>;
}

/** The parsed result of an invocation; `log` is the LogResult that Invoke returns with LogType Tail. */
export interface CallResult {
  readonly error: string | undefined;
  readonly payload: unknown;
  readonly requestId: string;
  readonly log: string;
}

export async function startLambdaCloud(options: LocalCloudOptions = {}): Promise<LambdaCloud> {
  const test = await startTestCloud(options);
  const lambda = new LambdaClient(test.clientConfig);
  const makeRole = (name: string, actions: readonly string[], service = "lambda.amazonaws.com") =>
    createRole(new IAMClient(test.clientConfig), name, actions, service);
  const role = await makeRole("functions", ["logs:CreateLogStream", "logs:PutLogEvents"]);
  return {
    test,
    lambda,
    role,
    makeRole,
    makeFunction: (name, code, more = {}) =>
      lambda.send(new CreateFunctionCommand({ ...functionInput(name, role, zip({ "index.mjs": code })), ...more })),
    async call(name, payload = {}) {
      const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(payload), LogType: "Tail" });
      const { FunctionError, Payload, LogResult = "", $metadata } = await lambda.send(command);
      return {
        error: FunctionError,
        payload: JSON.parse(Buffer.from(Payload ?? "").toString("utf8")),
        requestId: $metadata.requestId ?? "",
        log: Buffer.from(LogResult, "base64").toString("utf8"),
      };
    },
  };
}

/** The required input of CreateFunction. */
export function functionInput(name: string, role: string, ZipFile: Uint8Array) {
  return {
    FunctionName: name,
    Role: role,
    Runtime: "nodejs24.x",
    Handler: "index.handler",
    Code: { ZipFile },
  } satisfies CreateFunctionCommandInput;
}

/** A package of text files. */
export function zip(files: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** Creates a role that the service may assume and that allows the actions on everything. Returns its ARN. */
export async function createRole(
  iam: IAMClient,
  name: string,
  actions: readonly string[],
  service: string,
): Promise<string> {
  const trust = [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }];
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(policy(trust)) }),
  );
  if (actions.length > 0) {
    const statements = [{ Effect: "Allow", Action: actions, Resource: "*" }];
    const document = JSON.stringify(policy(statements));
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "allowed", PolicyDocument: document }));
  }
  return Role?.Arn ?? "";
}

function policy(Statement: readonly object[]): object {
  return { Version: "2012-10-17", Statement };
}
