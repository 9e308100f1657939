import type { CreateFunctionRequest, FunctionCode } from "@aws-sdk/client-lambda";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { checkRole, passRolePermission } from "./check-role.ts";
import { checkName, checkSettings } from "./check-settings.ts";
import { type ConfigurationOutput, changeOutput } from "./configuration-output.ts";
import { beginChange } from "./function-state.ts";
import { invalidParameter, resourceConflict } from "./lambda-error.ts";
import { functionPermission, locateFunction } from "./locate-function.ts";
import { mergeLogging } from "./logging.ts";
import { checkPackage, storePackage } from "./package.ts";
import { functionsOf } from "./require-function.ts";
import type { FunctionRecord } from "./store.ts";
import { mergeTags } from "./tags.ts";

const DEFAULTS = { timeoutSeconds: 3, memoryMegabytes: 128, architecture: "x86_64" } as const;

export const createFunction = {
  permissions(input: Validated<CreateFunctionRequest>, call: Call) {
    const permission = functionPermission(input, call);
    const tagging = Object.keys(input.Tags ?? {}).length > 0 ? [functionPermission(input, call, "TagResource")] : [];
    return [permission, passRolePermission(input.Role, permission.resource), ...tagging];
  },

  run(input: Validated<CreateFunctionRequest>, call: Call): ConfigurationOutput {
    const { name, arn } = locateFunction(input, call);
    const functions = functionsOf(call);
    refuseUnsupported(input);
    checkName(name);
    checkSettings(input);
    const zip = requireZip(input.Code);
    if (functions[name]) throw resourceConflict(`Function already exist: ${name}`);
    checkRole(input.Role, arn, call);
    checkPackage(zip);
    const record = createRecord(input, { name, arn, zip }, call);
    functions[name] = record;
    return changeOutput(record, call.cloud.clock.now());
  },
} satisfies Operation;

function createRecord(
  input: Validated<CreateFunctionRequest>,
  { name, arn, zip }: { readonly name: string; readonly arn: string; readonly zip: Uint8Array },
  { cloud }: Call,
): FunctionRecord {
  const { Runtime, Handler } = input;
  if (Runtime === undefined || Handler === undefined)
    throw invalidParameter(
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  const now = cloud.clock.now();
  return {
    name,
    arn,
    runtime: Runtime,
    role: input.Role,
    handler: Handler,
    description: input.Description ?? "",
    timeoutSeconds: input.Timeout ?? DEFAULTS.timeoutSeconds,
    memoryMegabytes: input.MemorySize ?? DEFAULTS.memoryMegabytes,
    ...(input.Environment?.Variables && { variables: input.Environment.Variables }),
    architecture: input.Architectures?.[0] ?? DEFAULTS.architecture,
    logging: mergeLogging(name, input.LoggingConfig),
    tags: mergeTags({}, input.Tags ?? {}),
    statements: [],
    modifiedAt: now,
    change: beginChange("create", name, cloud),
    code: storePackage(zip, cloud.blobs),
  };
}

function refuseUnsupported({ Publish, PackageType }: Validated<CreateFunctionRequest>): void {
  if (Publish) throw notSupported("CreateFunction: publishing a version (Publish)");
  if (PackageType === "Image") throw notSupported("CreateFunction: the package type Image");
}

function requireZip({ ZipFile, ...others }: FunctionCode): Uint8Array {
  const [other] = Object.keys(others);
  if (other !== undefined) throw notSupported(`CreateFunction: the parameter Code.${other}`);
  if (ZipFile === undefined) throw invalidParameter("Please provide a source for function code.");
  return ZipFile;
}
