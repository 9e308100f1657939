import { type Call, RawAnswer } from "../../operation.ts";
import type { EngineAnswer } from "./engine.ts";

/** Has the engine answer the call's own body. */
export async function forward(call: Call): Promise<RawAnswer> {
  return rawAnswer(await call.cloud.tables.send(call.region, call.operation, call.body));
}

/** The engine's answer as it goes out; the request id is the endpoint's. */
export function rawAnswer({ status, headers, body }: EngineAnswer): RawAnswer {
  const { "content-type": type = "application/x-amz-json-1.0", "x-amz-crc32": crc32 = "" } = headers;
  return new RawAnswer(status, { "content-type": type, "x-amz-crc32": crc32 }, body);
}
