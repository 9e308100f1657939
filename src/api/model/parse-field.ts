import { isRecord } from "../../text/json.ts";
import { listWithOr } from "../../text/word-list.ts";
import type { BooleanField, Field } from "./model.ts";
import { isPlain, parseFlag, type ReportFault, reportInvalid, reportUnknownFieldKeys } from "./model-fault.ts";
import { parseNumberField } from "./parse-number-field.ts";
import { parseTextField } from "./parse-text-field.ts";

const TYPES = ["string", "number", "integer", "boolean"];
const MAX_LABEL = 60;

/**
 * Parses one field of a model and reports its faults; returns undefined if the value is not an object or its type is
 * invalid.
 */
export function parseField(value: unknown, where: string, report: ReportFault): Field | undefined {
  if (!isRecord(value)) return reject(where, 'must be an object, such as {"type": "string", "label": "Name"}');
  const label = parseLabel(value["label"], `${where}.label`, report) ?? "";
  const common = { label, ...parseFlag(value, "required", where, report) };
  if (common.required && value["default"] !== undefined)
    report(`${where}.default`, "has no effect on a required field; remove `default` or `required`");
  switch (value["type"]) {
    case "string":
      return { type: "string", ...common, ...parseTextField(value, where, report) };
    case "number":
    case "integer":
      return { type: value["type"], ...common, ...parseNumberField(value, where, report) };
    case "boolean":
      reportUnknownFieldKeys(value, ["default"], where, report);
      return { type: "boolean", ...common, ...parseFlag(value, "default", where, report) } satisfies BooleanField;
    default:
      return reject(`${where}.type`, `must be ${listWithOr(TYPES)}`);
  }

  function reject(place: string, why: string): undefined {
    report(place, why);
  }
}

/** Parses a label; reports an invalid one and returns undefined. */
export function parseLabel(value: unknown, where: string, report: ReportFault): string | undefined {
  const isLabel =
    typeof value === "string" &&
    value.trim() === value &&
    value !== "" &&
    [...value].length <= MAX_LABEL &&
    isPlain(value);
  if (isLabel) return value;
  const expected = `a single-line string of 1 to ${MAX_LABEL} characters without leading or trailing spaces`;
  reportInvalid(value, expected, where, report);
  return undefined;
}
