/**
 * Makes the service models of the local cloud from AWS's own (`service-2.json` of botocore, Apache-2.0, one gzipped file a service):
 * `npm run model -- <folder>`. Only facts are kept (names, bindings, lengths, patterns, enums), of the operations in `supported.ts`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { SERVICE_NAMES, type ServiceName } from "./service-model.ts";
import { SUPPORTED } from "./supported.ts";

interface RawShape {
  readonly type: string;
  readonly members?: Readonly<Record<string, RawMember>>;
  readonly member?: RawMember;
  readonly key?: RawMember;
  readonly value?: RawMember;
  readonly [fact: string]: unknown;
}
interface RawMember {
  readonly shape: string;
  readonly locationName?: string;
  readonly [fact: string]: unknown;
}
interface RawOperation {
  readonly name: string;
  readonly http: { readonly method: string; readonly requestUri: string; readonly responseCode?: number };
  readonly input?: { readonly shape: string };
  readonly output?: { readonly shape: string; readonly resultWrapper?: string };
}
interface RawModel {
  readonly metadata: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, RawOperation>>;
  readonly shapes: Readonly<Record<string, RawShape>>;
}

const SHAPE_FACTS = [
  "type", "members", "required", "payload", "member", "key", "value", "flattened", "min", "max", "pattern", "enum",
  "timestampFormat", "locationName",
]; // biome-ignore format: one list
const MEMBER_FACTS = ["shape", "location", "locationName", "flattened", "timestampFormat", "xmlAttribute"];
const NESTED = new Set(["member", "key", "value"]);

/**
 * Where an endpoint is ahead of AWS's published model, as its recorded answers show:
 * https://github.com/localstack/localstack/blob/main/tests/aws/services/lambda_/test_lambda_api.snapshot.json
 */
const NEWER: Readonly<Partial<Record<ServiceName, readonly (readonly [string, string])[]>>> = {
  lambda: [
    ["[a-z]{2}((-gov)", "(eusc-)?[a-z]{2}((-gov)"],
    ["|code-signing-config:", "|layer:([a-zA-Z0-9-_]+)|code-signing-config:"],
  ],
};
/** What the service itself checks, with a text of its own. */
const UNCHECKED: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>> = {
  lambda: { Runtime: "enum" },
  logs: { LogGroupName: "max", LogStreamName: "max" },
};

const folder = process.argv[2];
if (!folder) throw new Error("Name the folder that holds the gzipped service models.");
for (const service of SERVICE_NAMES) {
  const model = prune(
    service,
    JSON.parse(gunzipSync(readFileSync(join(folder, `${service}.json.gz`))).toString("utf8")),
  );
  writeFileSync(join("src", "local", "model", `${service}.json`), `${JSON.stringify(model)}\n`);
}

function prune(service: ServiceName, raw: RawModel): object {
  const shapes: Record<string, object> = {};
  const operations: Record<string, object> = {};
  for (const [name, parameters] of Object.entries(SUPPORTED[service])) {
    const operation = raw.operations[name];
    if (!operation) throw new Error(`${service} has no operation ${name}.`);
    const kept = new Set(parameters.split(" ").filter(Boolean));
    const input = operation.input && raw.shapes[operation.input.shape];
    const members = Object.entries(input?.members ?? {});
    for (const parameter of kept)
      if (!input?.members?.[parameter]) throw new Error(`${service} ${name} has no parameter ${parameter}.`);
    if (operation.input && input) {
      shapes[operation.input.shape] = shapeFacts({
        ...input,
        members: Object.fromEntries(members.filter(([key]) => kept.has(key))),
      });
      for (const [key, member] of members) if (kept.has(key)) collect(member.shape);
    }
    if (operation.output) collect(operation.output.shape);
    operations[name] = {
      name,
      method: operation.http.method,
      uri: operation.http.requestUri,
      status: operation.http.responseCode ?? 200,
      input: operation.input?.shape,
      output: operation.output?.shape,
      resultWrapper: operation.output?.resultWrapper,
      refused: members.filter(([key]) => !kept.has(key)).map(([key, member]) => member.locationName ?? key),
    };
  }
  const { protocol, apiVersion, jsonVersion, targetPrefix, xmlNamespace } = raw.metadata;
  return { protocol, apiVersion, jsonVersion, targetPrefix, xmlNamespace, operations, shapes };

  function collect(name: string): void {
    if (shapes[name]) return;
    const shape = raw.shapes[name];
    if (!shape) throw new Error(`${service} has no shape ${name}.`);
    shapes[name] = shapeFacts(newer(service, name, shape));
    const inner = [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value];
    for (const member of inner) if (member) collect(member.shape);
  }
}

function newer(service: ServiceName, name: string, shape: RawShape): RawShape {
  const corrections = NEWER[service] ?? [];
  const pattern = corrections.reduce((text, [old, now]) => text.replaceAll(old, now), String(shape.pattern));
  const unchecked = UNCHECKED[service]?.[name];
  return {
    ...shape,
    ...(shape.pattern !== undefined && { pattern }),
    ...(unchecked !== undefined && { [unchecked]: undefined }),
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
