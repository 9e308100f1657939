import type { RawMember, RawModel, RawOperation, RawShape } from "./raw-model.ts";

/** A request for an operation, complete except for its signature. */
interface SampleRequest {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Values for members, by name. They match the resources that the tests deploy. The tests replace `{restApiId}`. */
const SAMPLE_VALUES: Readonly<Record<string, string>> = {
  Bucket: "sample-bucket",
  Key: "sample-key",
  CopySource: "sample-bucket/sample-key",
  FunctionName: "sample",
  RoleName: "sample",
  TableName: "sample",
  logGroupName: "sample",
  restApiId: "{restApiId}",
  stageName: "dev",
};

/** Members are nested at most this deep, because some shapes are recursive. */
const MAX_DEPTH = 4;

/** A request for an operation, with the required parameters only, or with all parameters. */
export function sampleRequest(raw: RawModel, operation: RawOperation, isFull: boolean): SampleRequest {
  const shape = operation.input && raw.shapes[operation.input.shape];
  const members = membersOf(shape, isFull);
  const membersIn = (location: string | undefined) => members.filter(([, member]) => member.location === location);
  const value = ([name, member]: readonly [string, RawMember]) => textOf(sample(name, member, MAX_DEPTH));
  const { method, requestUri } = operation.http;
  const [path = "", literals = ""] = requestUri.split("?");
  const labels = new Map(membersIn("uri").map((entry) => [entry[1].locationName ?? entry[0], value(entry)]));
  const query = membersIn("querystring").map((entry) => {
    const isMap = raw.shapes[entry[1].shape]?.type === "map";
    return isMap ? "sample=sample" : `${entry[1].locationName ?? entry[0]}=${encodeURIComponent(value(entry))}`;
  });
  const headers = membersIn("header").map((entry) => [(entry[1].locationName ?? entry[0]).toLowerCase(), value(entry)]);
  const search = [literals, ...query].filter(Boolean).join("&");
  return {
    operation: operation.name,
    method,
    path: `${path.replace(/\{([^}+]+)\+?\}/g, (_, label: string) => labels.get(label) ?? "sample")}${search && `?${search}`}`,
    ...content(Object.fromEntries(headers)),
  };

  function content(boundHeaders: Readonly<Record<string, string>>): Pick<SampleRequest, "headers" | "body"> {
    const { protocol, targetPrefix, jsonVersion, apiVersion } = raw.metadata;
    const body = Object.fromEntries(
      membersIn(undefined).map(([name, member]) => [member.locationName ?? name, sample(name, member, MAX_DEPTH)]),
    );
    const isJson = protocol === "json" || targetPrefix !== undefined;
    if (isJson)
      return {
        headers: {
          "content-type": `application/x-amz-json-${jsonVersion}`,
          "x-amz-target": `${targetPrefix}.${operation.name}`,
        },
        body: JSON.stringify(body),
      };
    if (protocol === "query") {
      const form = new URLSearchParams([
        ["Action", operation.name],
        ["Version", apiVersion ?? ""],
        ...flatten("", body),
      ]);
      return { headers: { "content-type": "application/x-www-form-urlencoded" }, body: String(form) };
    }
    const payload = shape?.payload === undefined ? body : Object.values(body)[0];
    const text =
      payload === undefined || Object.keys(body).length === 0
        ? ""
        : protocol === "rest-xml"
          ? toXml(body)
          : JSON.stringify(payload);
    return { headers: boundHeaders, body: method === "GET" || method === "HEAD" ? "" : text };
  }

  function sample(name: string, member: RawMember, depth: number): unknown {
    const inner = raw.shapes[member.shape];
    if (!inner || depth === 0) return undefined;
    if (inner.type === "structure")
      return Object.fromEntries(
        membersOf(inner, isFull).map(([key, item]) => [item.locationName ?? key, sample(key, item, depth - 1)]),
      );
    if (inner.type === "list") return inner.member ? [sample(name, inner.member, depth - 1)] : [];
    if (inner.type === "map") return { sample: inner.value ? sample(name, inner.value, depth - 1) : "sample" };
    if (inner.type === "boolean") return true;
    if (inner.type === "timestamp") return 1_700_000_000;
    if (inner.type === "integer" || inner.type === "long" || inner.type === "double" || inner.type === "float")
      return typeof inner.min === "number" ? inner.min : 1;
    const [first] = Array.isArray(inner.enum) ? inner.enum : [];
    const minLength = typeof inner.min === "number" ? inner.min : 0;
    return SAMPLE_VALUES[name] ?? (typeof first === "string" ? first : "sample".padEnd(minLength, "x"));
  }
}

function membersOf(shape: RawShape | undefined, isFull: boolean): readonly (readonly [string, RawMember])[] {
  const required: readonly unknown[] = Array.isArray(shape?.required) ? shape.required : [];
  return Object.entries(shape?.members ?? {}).filter(
    ([name, member]) => (isFull || required.includes(name)) && member.locationName !== "Content-Length",
  );
}

function flatten(prefix: string, value: unknown): [string, string][] {
  const below = (key: string) => (prefix === "" ? key : `${prefix}.${key}`);
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => flatten(below(`member.${index + 1}`), item));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, item]: [string, unknown]) => flatten(below(key), item));
  return value === undefined ? [] : [[prefix, String(value)]];
}

function toXml(value: unknown): string {
  if (Array.isArray(value)) return value.map(toXml).join("");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .map(([tag, item]) => `<${tag}>${toXml(item)}</${tag}>`)
    .join("");
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.map(textOf).join(",") : String(value);
}
