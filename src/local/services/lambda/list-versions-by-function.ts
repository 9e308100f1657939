import type { ListVersionsByFunctionRequest, ListVersionsByFunctionResponse } from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../../operation.ts";
import { settingsOutput } from "./configuration-output.ts";
import { invalidParameter } from "./lambda-error.ts";
import { functionNeed, locateFunction } from "./locate-function.ts";
import { requireFunction } from "./require-function.ts";

/** A page holds 50 versions however many are asked for (the service's documentation of MaxItems). */
const PAGE = 50;

export const listVersionsByFunction = {
  needs(input: Validated<ListVersionsByFunctionRequest>, call: Call) {
    return [functionNeed(input, call)];
  },

  /** `$LATEST` first, then the versions by their numbers. */
  run(input: Validated<ListVersionsByFunctionRequest>, call: Call): ListVersionsByFunctionResponse {
    const { Marker, MaxItems = PAGE } = input;
    const record = requireFunction(locateFunction(input, call), call);
    const now = call.cloud.clock.now();
    const versions = Object.values(record.versions ?? {}).toSorted((a, b) => Number(a.version) - Number(b.version));
    const latest = { ...settingsOutput(record, now), FunctionArn: `${record.arn}:$LATEST` };
    const all = [latest, ...versions.map((version) => settingsOutput(version, now))];
    const from = Marker === undefined ? 0 : readMarker(Marker);
    const to = from + Math.min(MaxItems, PAGE);
    return { Versions: all.slice(from, to), ...(to < all.length && { NextMarker: writeMarker(to) }) };
  },
} satisfies Operation;

function writeMarker(next: number): string {
  return Buffer.from(String(next)).toString("base64url");
}

function readMarker(marker: string): number {
  const next = Buffer.from(marker, "base64url").toString("utf8");
  if (!/^\d+$/.test(next)) throw invalidParameter("Invalid Marker.");
  return Number(next);
}
