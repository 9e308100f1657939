import type {
  GetFunctionConfigurationRequest,
  GetFunctionRequest,
  GetFunctionResponse,
  ListFunctionsRequest,
  ListFunctionsResponse,
} from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../operation.ts";
import { codeLocation } from "./code-location.ts";
import { type ConfigurationOutput, configurationOutput, settingsOutput } from "./configuration-output.ts";
import { invalidParameter } from "./lambda-error.ts";
import { functionPermission, locateFunction, withQualifiedArn } from "./locate-function.ts";
import { functionsOf, requireOwner, requireSnapshot } from "./require-function.ts";
import type { FunctionRecord } from "./store.ts";

export const getFunction = {
  permissions(input: Validated<GetFunctionRequest>, call: Call) {
    return [functionPermission(input, call)];
  },

  /**
   * Returns tags only to callers who are permitted to list them
   * (https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html).
   */
  run(input: Validated<GetFunctionRequest>, call: Call) {
    const location = locateFunction(input, call);
    const record = requireSnapshot(location, call);
    const owner = requireOwner(location, call);
    const showsTags =
      Object.keys(owner.tags).length > 0 &&
      call.verdict({ action: "lambda:ListTags", resource: owner.arn }) === "allow";
    return {
      Configuration: withQualifiedArn(configurationOutput(record, call.cloud.clock.now()), location),
      ...concurrencyOutput(owner),
      Code: { RepositoryType: "S3", Location: codeLocation(call.cloud, record) },
      ...(showsTags && { Tags: owner.tags }),
    };
  },
} satisfies Operation;

function concurrencyOutput({ reservedConcurrency }: FunctionRecord): GetFunctionResponse {
  if (reservedConcurrency === undefined) return {};
  return { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } };
}

export const getFunctionConfiguration = {
  permissions(input: Validated<GetFunctionConfigurationRequest>, call: Call) {
    return [functionPermission(input, call)];
  },

  run(input: Validated<GetFunctionConfigurationRequest>, call: Call): ConfigurationOutput {
    const location = locateFunction(input, call);
    return withQualifiedArn(configurationOutput(requireSnapshot(location, call), call.cloud.clock.now()), location);
  },
} satisfies Operation;

/**
 * The maximum number of functions on a page, even if more are requested
 * (https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html).
 */
const MAX_PAGE_ITEMS = 50;

export const listFunctions = {
  permissions() {
    return [{ action: "lambda:ListFunctions", resource: "*" }];
  },

  run({ Marker, MaxItems = MAX_PAGE_ITEMS }: ListFunctionsRequest, call: Call): ListFunctionsResponse {
    const after = Marker === undefined ? "" : readMarker(Marker);
    const rest = Object.values(functionsOf(call))
      .filter(({ name }) => name > after)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const page = rest.slice(0, Math.min(MaxItems, MAX_PAGE_ITEMS));
    const now = call.cloud.clock.now();
    return {
      Functions: page.map((record) => settingsOutput(record, now)),
      ...(page.length < rest.length && { NextMarker: writeMarker(page.at(-1)?.name ?? "") }),
    };
  },
} satisfies Operation;

function writeMarker(lastName: string): string {
  return Buffer.from(lastName).toString("base64url");
}

function readMarker(marker: string): string {
  const name = Buffer.from(marker, "base64url").toString("utf8");
  if (!/^[\w-]+$/.test(name)) throw invalidParameter("Invalid Marker.");
  return name;
}
