import { isRecord, parseJson } from "../../../../text/json.ts";
import type { EnvironmentMessage, MemoryUse } from "./messages.ts";

/** Parses a line from an environment. Returns undefined for a line that the runtime never sends. */
export function parseMessage(line: string): EnvironmentMessage | undefined {
  const value = parseJson(line);
  if (!isRecord(value)) return undefined;
  const { type, timestamp, message, payload, milliseconds, memory } = value;
  if (type === "log" && isTime(timestamp) && typeof message === "string") return { type, timestamp, message };
  if (!isMemory(memory)) return undefined;
  if (type === "ready") return { type, memory };
  if (typeof payload !== "string") return undefined;
  if (type === "fatal") return { type, payload, memory };
  const isResult = (type === "success" || type === "error") && typeof milliseconds === "number";
  return isResult ? { type, payload, milliseconds, memory } : undefined;
}

/** Whether a value is a time in milliseconds that a Date can represent. */
function isTime(value: unknown): value is number {
  return typeof value === "number" && !Number.isNaN(new Date(value).getTime());
}

function isMemory(value: unknown): value is MemoryUse {
  return isRecord(value) && typeof value.process === "number" && typeof value.function === "number";
}
