import type { ServiceName } from "../../src/local/model/service-model.ts";
import { isRecord, type JsonObject, parseJson } from "../../src/text/json.ts";
import { valueAt } from "./case-context.ts";
import type { RawResponse, RecordingClients } from "./recording-client.ts";

/** The outcome of one call. */
export interface CallResult {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly output?: JsonObject;
  readonly error?: CallError;
}

/** An error, as it was on the wire. */
export interface CallError {
  readonly code: string;
  readonly status: number;
  readonly message: unknown;
  /** All members of the error's body. */
  readonly detail: JsonObject;
}

/** Calls an operation by its name. Throws an error if the SDK rejects the call before it sends anything. */
export async function callOperation(
  clients: RecordingClients,
  service: ServiceName,
  operation: string,
  input: unknown,
): Promise<CallResult> {
  clients.forget();
  try {
    const output = await send(clients.of[service], operation, input);
    const raw = clients.last();
    return { status: raw?.status ?? 0, headers: raw?.headers ?? {}, output: await plainOutput(output) };
  } catch (error) {
    const raw = clients.last();
    if (!raw) throw error;
    return { status: raw.status, headers: raw.headers, error: readError(raw) };
  }
}

async function send(client: object, operation: string, input: unknown): Promise<JsonObject> {
  const method: unknown = Reflect.get(client, `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`);
  if (typeof method !== "function") throw new Error(`the SDK has no operation ${operation}`);
  const output: unknown = await Reflect.apply(method, client, [input]);
  return isRecord(output) ? output : {};
}

async function plainOutput({ $metadata: _, ...output }: JsonObject): Promise<JsonObject> {
  const entries = Object.entries(output).map(async ([key, value]) => {
    const read: unknown = valueAt(value, ["transformToString"]);
    const text: unknown = typeof read === "function" ? await Reflect.apply(read, value, []) : value;
    return [key, withoutAbsent(text)] as const;
  });
  return withoutAbsentMembers(Object.fromEntries(await Promise.all(entries)));
}

function withoutAbsent(value: unknown): unknown {
  if (value instanceof Date || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withoutAbsent);
  return isRecord(value) ? withoutAbsentMembers(value) : value;
}

function withoutAbsentMembers(value: JsonObject): JsonObject {
  const present = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  return Object.fromEntries(present.map(([key, item]) => [key, withoutAbsent(item)]));
}

function readError({ status, headers, body }: RawResponse): CallError {
  const text = body.toString("utf8");
  if (text.trimStart().startsWith("<")) {
    const inner = /<Error>([\s\S]*)<\/Error>/.exec(text)?.[1] ?? text;
    const elements = [...inner.matchAll(/<(\w+)>([^<]*)<\/\1>/g)];
    const detail = Object.fromEntries(elements.map(([, name = "", value = ""]) => [name, unescapeXml(value)]));
    return { status, code: detail.Code ?? "", message: detail.Message, detail };
  }
  const parsed = parseJson(text);
  const detail = isRecord(parsed) ? parsed : {};
  const type = String(headers["x-amzn-errortype"] ?? detail.__type ?? detail.code ?? "");
  const code = type.split(":")[0]?.split("#").pop() || String(status);
  return { status, code, message: detail.message ?? detail.Message ?? detail.errorMessage, detail };
}

function unescapeXml(text: string): string {
  const characters: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", "#39": "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|#39|amp);/g, (_, name: string) => characters[name] ?? "");
}
