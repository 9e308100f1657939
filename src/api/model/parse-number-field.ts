import type { JsonObject } from "../../text/json.ts";
import type { NumberField } from "./model.ts";
import { type ReportFault, reportUnknownFieldKeys } from "./model-fault.ts";

/**
 * The smallest magnitude other than 0 that DynamoDB stores and the functions accept
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html).
 */
const MIN_MAGNITUDE = 1e-130;
const LOWEST = Number.MIN_SAFE_INTEGER;
const HIGHEST = Number.MAX_SAFE_INTEGER;

/** Parses the limits and the default of a number. */
export function parseNumberField(value: JsonObject, where: string, report: ReportFault): Partial<NumberField> {
  reportUnknownFieldKeys(value, ["minimum", "maximum", "default"], where, report);
  const isWhole = value["type"] === "integer";
  const read = (key: string) => {
    const number = value[key];
    if (number === undefined || isSafeNumber(number, isWhole)) return number;
    report(`${where}.${key}`, `must be ${isWhole ? "a whole" : "a"} number between ${LOWEST} and ${HIGHEST}`);
    return undefined;
  };
  const [minimum, maximum, fallback] = [read("minimum"), read("maximum"), read("default")];
  const low = minimum ?? LOWEST;
  const high = maximum ?? HIGHEST;
  if (low > high) report(`${where}.minimum`, "is above the maximum");
  else if (fallback !== undefined && (fallback < low || fallback > high))
    report(`${where}.default`, `must be between ${low} and ${high}`);
  else if (fallback && Math.abs(fallback) < MIN_MAGNITUDE)
    report(`${where}.default`, `is too close to 0; the smallest magnitude other than 0 is ${MIN_MAGNITUDE}`);
  return {
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(fallback !== undefined && { default: fallback }),
  };
}

/** Whether a value is a number (a whole one if `isWhole`) in the range of JavaScript's safe integers. */
function isSafeNumber(value: unknown, isWhole: boolean): value is number {
  return typeof value === "number" && Math.abs(value) <= HIGHEST && (!isWhole || Number.isInteger(value));
}
