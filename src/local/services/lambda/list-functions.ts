import type { ListFunctionsRequest, ListFunctionsResponse } from "@aws-sdk/client-lambda";
import type { Call, Operation } from "../../operation.ts";
import { settingsOutput } from "./configuration-output.ts";
import { invalidParameter } from "./lambda-error.ts";
import { functionsOf } from "./require-function.ts";

/** A page holds 50 functions however many are asked for (the service's documentation of MaxItems). */
const PAGE = 50;

export const listFunctions = {
  needs() {
    return [{ action: "lambda:ListFunctions", resource: "*" }];
  },

  run({ Marker, MaxItems = PAGE }: ListFunctionsRequest, call: Call): ListFunctionsResponse {
    const after = Marker === undefined ? "" : readMarker(Marker);
    const rest = Object.values(functionsOf(call))
      .filter(({ name }) => name > after)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const page = rest.slice(0, Math.min(MaxItems, PAGE));
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
