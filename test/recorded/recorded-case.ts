import { readFileSync } from "node:fs";
import type { ServiceName } from "../../src/local/model/service-model.ts";
import { isRecord, type JsonObject } from "../../src/text/json.ts";

/** AWS's responses to a recorded sequence of requests; README.md explains the format. */
export interface RecordedCase {
  readonly id: string;
  readonly service: ServiceName;
  readonly source: string;
  readonly recorded: string;
  readonly note?: string;
  /** Why the case cannot be repeated here: the environment of the recording. */
  readonly skip?: string;
  /** A feature in the case that the local cloud does not support, and must reject by name. */
  readonly unsupported?: string;
  /** `realistic`: only a cloud with realistic timing can repeat it. */
  readonly needs?: "realistic";
  /** False: outputs may have more members than the recording. */
  readonly exactKeys?: boolean;
  readonly steps: readonly Step[];
}

export type Step = CallStep | HttpStep;

/** A call of an SDK. */
export interface CallStep {
  readonly operation: string;
  readonly service?: ServiceName;
  readonly input?: JsonObject;
  /** Repeats the call until the output has these values. */
  readonly until?: JsonObject;
  readonly expect?: Expectation;
}

/** A request to a deployed API or a website. */
export interface HttpStep {
  readonly http: HttpRequest;
  readonly expect?: Expectation;
}

export interface HttpRequest {
  readonly api?: unknown;
  readonly website?: unknown;
  readonly stage?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Expectation {
  readonly status?: number;
  readonly exact?: boolean;
  readonly output?: unknown;
  readonly error?: ExpectedError;
  readonly headers?: JsonObject;
  readonly noHeaders?: readonly string[];
  readonly body?: unknown;
}

export interface ExpectedError {
  readonly code?: string;
  readonly status?: number;
  /** Null means none. */
  readonly message?: unknown;
  readonly messagePattern?: string;
  readonly detail?: JsonObject;
}

/** The recorded cases of a service, in the order of its file. */
export function readCases(service: ServiceName): readonly RecordedCase[] {
  const lines = readFileSync(new URL(`./${service}.jsonl`, import.meta.url), "utf8")
    .split("\n")
    .filter(Boolean);
  return lines.map((line) => {
    const value: unknown = JSON.parse(line);
    if (!isRecordedCase(value)) throw new Error(`${service}.jsonl: not a recorded case: ${line.slice(0, 80)}`);
    return value;
  });
}

function isRecordedCase(value: unknown): value is RecordedCase {
  return (
    isRecord(value) &&
    ["id", "service", "source", "recorded"].every((name) => typeof value[name] === "string") &&
    Array.isArray(value.steps) &&
    value.steps.every((step: unknown) => isRecord(step) && ("http" in step || typeof step.operation === "string"))
  );
}
