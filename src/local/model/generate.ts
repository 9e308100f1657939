/**
 * Generates the local cloud's service models, and sample requests for the tests, from AWS's own models (botocore's
 * `service-2.json`, Apache-2.0, one gzipped file per service): `npm run model -- <folder>`. Keeps only facts (names,
 * bindings, lengths, patterns, enums). For the operations and parameters in `supported.ts`, keeps all facts; for all
 * other operations, keeps only the facts that identify a request.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseTrustedJson } from "../../text/json.ts";
import type { RawMember, RawModel, RawOperation, RawShape } from "./raw-model.ts";
import { sampleRequest } from "./sample-requests.ts";
import { SERVICE_NAMES, type ServiceName } from "./service-model.ts";
import { SUPPORTED } from "./supported.ts";

const SHAPE_FACTS = [
  "type", "members", "required", "payload", "member", "key", "value", "flattened", "min", "max", "pattern", "enum", "values",
  "timestampFormat", "locationName",
]; // biome-ignore format: one list
const MEMBER_FACTS = ["shape", "location", "locationName", "flattened", "timestampFormat", "xmlAttribute"];
const NESTED = new Set(["member", "key", "value"]);

/**
 * Parts of patterns that AWS has changed since it published its model, with replacements from recorded responses:
 * https://github.com/localstack/localstack/blob/main/tests/aws/services/lambda_/test_lambda_api.snapshot.json
 */
const PATTERN_REPLACEMENTS: Readonly<Partial<Record<ServiceName, readonly (readonly [string, string])[]>>> = {
  lambda: [
    ["[a-z]{2}((-gov)", "(eusc-)?[a-z]{2}((-gov)"],
    ["|code-signing-config:", "|layer:([a-zA-Z0-9-_]+)|code-signing-config:"],
  ],
};
/**
 * Enum values in the order in which errors list them:
 * https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_api.snapshot.json
 */
const ENUM_ORDER: Readonly<Partial<Record<ServiceName, Readonly<Record<string, readonly string[]>>>>> = {
  apigateway: {
    EndpointType: ["PRIVATE", "EDGE", "REGIONAL"],
    Op: ["add", "remove", "move", "test", "replace", "copy"],
  },
};
/** Constraints to omit from the models, because the service code checks them with its own message. */
const UNCHECKED: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>> = {
  lambda: { Runtime: "enum" },
  logs: { LogGroupName: "max", LogStreamName: "max" },
  s3: { EncodingType: "enum", ObjectOwnership: "enum", BucketLocationConstraint: "enum" },
};
/** Services that the local cloud lacks, with their names in signatures. Tests send sample requests for them, too. */
const FOREIGN_SERVICES = new Map([
  ["cloudwatch", "monitoring"],
  ["sns", "sns"],
  ["resourcegroupstaggingapi", "tagging"],
]);

const folder = process.argv[2];
if (!folder) throw new Error("missing argument: the folder with the gzipped service models");
// Read everything before writing anything, so that an invalid model leaves all files unchanged.
const models = SERVICE_NAMES.map((service) => [service, toLines(prune(service, readModel(service)))] as const);
const samples = sampleLines();
for (const [service, text] of models) writeFileSync(join("src", "local", "model", `${service}.json`), text);
writeFileSync(join("test", "local", "request", "sample-requests.jsonl"), samples);

function sampleLines(): string {
  const services = [...SERVICE_NAMES, ...FOREIGN_SERVICES.keys()];
  const lines = services.flatMap((service) => {
    const raw = readModel(service);
    const isRest = raw.metadata.protocol?.startsWith("rest-");
    return Object.values(raw.operations)
      .flatMap((operation) => (isRest ? [false, true] : [false]).map((isFull) => sampleRequest(raw, operation, isFull)))
      .map((sample) => JSON.stringify({ service: FOREIGN_SERVICES.get(service) ?? service, ...sample }));
  });
  return `${[...new Set(lines)].join("\n")}\n`;
}

function readModel(service: string): RawModel {
  return parseTrustedJson(gunzipSync(readFileSync(join(folder ?? "", `${service}.json.gz`))));
}

/** Formats a model with one line per operation and shape, so that diffs are readable. */
function toLines(model: object): string {
  const present = Object.entries(model).filter(([, value]) => value !== undefined);
  const members = present.map(([name, value]: [string, unknown]) => {
    if (typeof value !== "object" || value === null) return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
    const lines = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`);
    return `${JSON.stringify(name)}:{\n${lines.join(",\n")}\n}`;
  });
  return `{${members.join(",\n")}}\n`;
}

function prune(service: ServiceName, raw: RawModel): object {
  const shapes: Record<string, object> = {};
  const operations: Record<string, object> = {};
  for (const [name, parameters] of Object.entries(SUPPORTED[service])) {
    const operation = raw.operations[name];
    if (!operation) throw new Error(`${service} has no operation ${name}`);
    operations[name] = operationFacts(operation, new Set(parameters.split(" ").filter(Boolean)));
  }
  // A deprecated S3 operation has the same request as its replacement.
  const unsupported = Object.entries(raw.operations)
    .filter(([name, { deprecated }]) => !operations[name] && !(service === "s3" && deprecated))
    .map(([name, operation]) => [name, requestFacts(operation, raw)] as const);
  const { protocol, apiVersion, jsonVersion, targetPrefix, xmlNamespace } = raw.metadata;
  const metadata = { protocol, apiVersion, jsonVersion, targetPrefix, xmlNamespace };
  return {
    ...metadata,
    operations,
    unsupported: Object.fromEntries(unsupported),
    shapes,
  };

  function operationFacts(operation: RawOperation, kept: ReadonlySet<string>): object {
    const { name, input: inputShape, output } = operation;
    const input = inputShape && raw.shapes[inputShape.shape];
    const members = Object.entries(input?.members ?? {});
    for (const parameter of kept)
      if (!input?.members?.[parameter]) throw new Error(`${service} ${name} has no parameter ${parameter}`);
    if (inputShape && input) {
      shapes[inputShape.shape] = shapeFacts({
        ...input,
        members: Object.fromEntries(members.filter(([key]) => kept.has(key))),
      });
      for (const [key, member] of members) if (kept.has(key)) collect(member.shape);
    }
    if (output) collect(output.shape);
    return {
      ...requestFacts(operation, raw),
      status: operation.http.responseCode ?? 200,
      input: inputShape?.shape,
      output: output?.shape,
      resultWrapper: output?.resultWrapper,
      refused: members.filter(([key]) => !kept.has(key)).map(([key, member]) => member.locationName ?? key),
    };
  }

  function collect(name: string): void {
    if (shapes[name]) return;
    const shape = raw.shapes[name];
    if (!shape) throw new Error(`${service} has no shape ${name}`);
    shapes[name] = shapeFacts(corrected(service, name, shape));
    const inner = [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value];
    for (const member of inner) if (member) collect(member.shape);
  }
}

function corrected(service: ServiceName, name: string, shape: RawShape): RawShape {
  const replacements = PATTERN_REPLACEMENTS[service] ?? [];
  const pattern = replacements.reduce((text, [old, now]) => text.replaceAll(old, now), String(shape.pattern));
  const unchecked = UNCHECKED[service]?.[name];
  const ordered = ENUM_ORDER[service]?.[name];
  return {
    ...shape,
    ...(shape.pattern !== undefined && { pattern }),
    ...(ordered !== undefined && { enum: ordered }),
    ...(unchecked !== undefined && { [unchecked]: undefined }),
    ...(unchecked === "enum" && { values: shape.enum }),
  };
}

/** The facts that identify a request for an operation, and the query parameters that the request may have. */
function requestFacts({ name, http, input }: RawOperation, raw: RawModel): object {
  const shape = input && raw.shapes[input.shape];
  const members = shape?.members ?? {};
  const located = (location: string, isIncluded: (name: string) => boolean) =>
    Object.entries(members)
      .filter(([key, member]) => member.location === location && isIncluded(key))
      .map(([key, member]) => member.locationName ?? key);
  const isRequired = (key: string) => Array.isArray(shape?.required) && shape.required.includes(key);
  const lists = {
    query: located("querystring", () => true),
    requiredQuery: located("querystring", isRequired),
    requiredHeaders: located("header", isRequired).map((header) => header.toLowerCase()),
  };
  const anyQuery = Object.values(members).some(
    (member) => member.location === "querystring" && raw.shapes[member.shape]?.type === "map",
  );
  return {
    name,
    method: http.method,
    uri: http.requestUri,
    ...Object.fromEntries(Object.entries(lists).filter(([, names]) => names.length > 0)),
    ...(anyQuery && { anyQuery }),
  };
}

function shapeFacts(shape: RawShape): object {
  const entries = SHAPE_FACTS.filter((fact) => shape[fact] !== undefined).map((fact) => {
    if (fact === "members")
      return [
        fact,
        Object.fromEntries(Object.entries(shape.members ?? {}).map(([key, member]) => [key, memberFacts(member)])),
      ];
    const value = shape[fact];
    return [fact, NESTED.has(fact) && isMember(value) ? memberFacts(value) : value];
  });
  return Object.fromEntries(entries);
}

function memberFacts(member: RawMember): object {
  return Object.fromEntries(
    MEMBER_FACTS.filter((fact) => member[fact] !== undefined).map((fact) => [fact, member[fact]]),
  );
}

function isMember(value: unknown): value is RawMember {
  return typeof value === "object" && value !== null && "shape" in value;
}
