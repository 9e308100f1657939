import {
  AddPermissionCommand,
  DeleteFunctionCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from "@aws-sdk/client-lambda";
import { TEST_REGION } from "../local-cloud.ts";
import {
  type Account,
  apiRecord,
  type Drift,
  FINGERPRINTS_TAG,
  FUNCTION,
  FUNCTION_ARN,
  functionRecord,
  GROUP,
  OLD_VERSION,
} from "./drift.ts";

type Settings = Omit<UpdateFunctionConfigurationCommandInput, "FunctionName">;

/** Settings of a function, and the values that a user sets. */
const SETTINGS: readonly (readonly [what: string, fields: readonly string[], change: Settings])[] = [
  ["a function's handler", ["Handler"], { Handler: "other.handler" }],
  ["a function's description", ["Description"], { Description: "?" }],
  ["a function's timeout", ["Timeout"], { Timeout: 3 }],
  ["a function's memory", ["MemorySize"], { MemorySize: 512 }],
  ["a function's environment", ["Environment", "MODEL"], { Environment: { Variables: { TABLE_NAME: "other" } } }],
  ["a function's environment removed", ["Environment", "MODEL"], { Environment: { Variables: {} } }],
  ["a function's runtime", ["Runtime"], { Runtime: "nodejs22.x" }],
  ["a function's log format", ["LoggingConfig"], { LoggingConfig: { LogFormat: "Text", LogGroup: GROUP } }],
  [
    "a function's log group",
    ["LoggingConfig"],
    { LoggingConfig: { LogFormat: "JSON", LogGroup: "/aws/lambda/other" } },
  ],
  [
    "a function's log levels",
    ["LoggingConfig"],
    { LoggingConfig: { LogFormat: "JSON", LogGroup: GROUP, ApplicationLogLevel: "DEBUG", SystemLogLevel: "WARN" } },
  ],
];

export const FUNCTION_DRIFTS: readonly Drift[] = [
  ...SETTINGS.map(
    ([what, fields, change]): Drift => ({
      what,
      apply: ({ cloud }) =>
        cloud.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: FUNCTION, ...change })),
      finds: { "function:read": fields },
      repairs: ["UpdateFunctionConfiguration"],
    }),
  ),
  {
    what: "a function's role",
    apply: exchangeRole,
    finds: { "function:read": ["Role"] },
    repairs: ["UpdateFunctionConfiguration"],
  },
  {
    what: "a function's code",
    apply: (at) => putCodeOf(at, "create", "arm64"),
    finds: { "function:read": ["codeSha256"] },
    repairs: ["UpdateFunctionCode"],
  },
  {
    what: "a function's architecture",
    apply: (at) => putCodeOf(at, "read", "x86_64"),
    finds: { "function:read": ["Architectures"] },
    repairs: ["UpdateFunctionCode"],
  },
  {
    what: "a function's reserved concurrency set to 0",
    apply: ({ cloud }) =>
      cloud.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: FUNCTION, ReservedConcurrentExecutions: 0 })),
    finds: { "function:read": ["reservedConcurrency"] },
    repairs: ["DeleteFunctionConcurrency"],
  },
  {
    what: "a tag of a function",
    apply: ({ cloud }) => cloud.lambda.send(new TagResourceCommand({ Resource: FUNCTION_ARN, Tags: OLD_VERSION })),
    finds: { "function:read": ["tags.todo-api:version"] },
    repairs: ["TagResource"],
  },
  {
    what: "a function's fingerprints removed",
    apply: ({ cloud }) =>
      cloud.lambda.send(new UntagResourceCommand({ Resource: FUNCTION_ARN, TagKeys: [FINGERPRINTS_TAG] })),
    finds: { "function:read": ["tags.todo-api:fingerprints"] },
    repairs: ["TagResource"],
  },
  {
    what: "a function removed",
    apply: ({ cloud }) => cloud.lambda.send(new DeleteFunctionCommand({ FunctionName: FUNCTION })),
    finds: { "function:read": "create", "permissions:read": "create" },
    repairs: ["AddPermission", "CreateFunction"],
  },
  {
    what: "the permission removed",
    apply: removePermission,
    finds: { "permissions:read": "create" },
    repairs: ["AddPermission"],
  },
  {
    what: "the permission changed",
    async apply(at) {
      const sid = sidOf(at);
      await removePermission(at);
      await addPermission(at, sid, apiRecord(at).id);
    },
    finds: { "permissions:read": ["* /items*"] },
    repairs: ["AddPermission", "RemovePermission"],
  },
  {
    what: "a permission for another API",
    apply: (at) => addPermission(at, "by-hand", "abcdefghij"),
    finds: { "permissions:read": ["by-hand"] },
    repairs: ["RemovePermission"],
  },
];

/** Gives the function another function's role, in the records: Lambda rejects a role that does not trust it. */
async function exchangeRole(at: Account): Promise<void> {
  const functions = at.test.cloud.lambda.data.regions[TEST_REGION] ?? {};
  functions[FUNCTION] = { ...functionRecord(at, "read"), role: functionRecord(at, "create").role };
}

function putCodeOf(at: Account, action: string, architecture: "arm64" | "x86_64"): Promise<unknown> {
  const ZipFile = at.test.cloud.blobs.get(functionRecord(at, action).code.sha256);
  return at.cloud.lambda.send(
    new UpdateFunctionCodeCommand({ FunctionName: FUNCTION, ZipFile, Architectures: [architecture] }),
  );
}

function removePermission(at: Account): Promise<unknown> {
  return at.cloud.lambda.send(new RemovePermissionCommand({ FunctionName: FUNCTION, StatementId: sidOf(at) }));
}

/** Adds a permission for every method and path of an API. */
function addPermission({ cloud }: Account, StatementId: string, restApiId: string): Promise<unknown> {
  return cloud.lambda.send(
    new AddPermissionCommand({
      FunctionName: FUNCTION,
      StatementId,
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: `arn:aws:execute-api:eu-west-1:000000000000:${restApiId}/*/*`,
    }),
  );
}

function sidOf(at: Account): string {
  return functionRecord(at, "read").statements[0]?.Sid ?? "";
}
