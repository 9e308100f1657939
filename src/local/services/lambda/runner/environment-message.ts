import { isRecord, parseJson } from "../../../../text/json.ts";
import type { EnvironmentMessage, MemoryUse } from "./messages.ts";

/** Reads a line from an environment; undefined for what our runtime does not send, so that the function itself must have written it. */
export function parseMessage(line: string): EnvironmentMessage | undefined {
  const value = parseJson(line);
  if (!isRecord(value)) return undefined;
  const { type, timestamp, message, payload, milliseconds, memory } = value;
  if (type === "log" && isTime(timestamp) && typeof message === "string") return { type, timestamp, message };
  if (!isMemory(memory)) return undefined;
  if (type === "ready") return { type, memory };
  if (typeof payload !== "string") return undefined;
  if (type === "fatal") return { type, payload, memory };
  const isAnswer = (type === "success" || type === "error") && typeof milliseconds === "number";
  return isAnswer ? { type, payload, milliseconds, memory } : undefined;
}

/** A timestamp that a date can be made of. */
function isTime(value: unknown): value is number {
  return typeof value === "number" && !Number.isNaN(new Date(value).getTime());
}

function isMemory(value: unknown): value is MemoryUse {
  return isRecord(value) && typeof value.process === "number" && typeof value.function === "number";
}
