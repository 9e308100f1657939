import { isRecord } from "../../text/json.ts";
import { flagOf, noFlagOf } from "./field-flag.ts";
import { type Field, type Model, modelText } from "./model.ts";
import { locationOf, type ModelFault, type ReportFault, reportInvalid, reportUnknownKeys } from "./model-fault.ts";
import { parseField, parseLabel } from "./parse-field.ts";
import { canBeHeading } from "./special-fields.ts";

type CheckedModel =
  | { readonly model: Model; readonly faults?: undefined }
  | { readonly model?: undefined; readonly faults: readonly ModelFault[] };

/** Field names that the API, the table, the query string or the command line already uses. */
const RESERVED: readonly string[] = [
  ...["id", "url", "version", "createdAt", "updatedAt", "pk", "expiresAt"],
  ...["limit", "cursor", "all", "sort", "ifMatch", "format", "failed", "again", "inputId"],
  ...["app", "stage", "local", "region", "profile", "endpointUrl", "json", "color", "help", "model"],
];
const MAX_FIELDS = 30;
const EXAMPLE_FIELD = '"name": {"type": "string", "label": "Name", "required": true}';
/**
 * The maximum size of a function's environment, as JSON text
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 */
const MAX_BYTES = 4_096;
/** The maximum size of a function's other environment variables, such as TABLE_NAME. */
const MAX_OTHER_BYTES = 128;

/** Returns the model with defaults filled in, or all its faults. */
export function checkModel(value: unknown): CheckedModel {
  const faults: ModelFault[] = [];
  const report: ReportFault = (where, why) => faults.push({ where, why });
  if (!isRecord(value)) return { faults: [{ where: "the model", why: "must be a JSON object" }] };
  reportUnknownKeys(value, ["name", "labels", "fields", "columns"], "", report);
  const name = parseName(value["name"], report);
  const labels = parseLabels(value["labels"], report);
  const fields = parseFields(value["fields"], report);
  const names = isRecord(value["fields"]) ? Object.keys(value["fields"]) : [];
  const columns = parseColumns(value["columns"], { names, fields }, report);
  const model = { name, labels, fields, columns };
  const bytes = MAX_OTHER_BYTES + Buffer.byteLength(JSON.stringify({ MODEL: modelText(model) }));
  if (faults.length === 0 && bytes > MAX_BYTES)
    report(
      "the model",
      `is too large for a function's environment (${bytes} bytes, maximum ${MAX_BYTES}; quotes count twice)`,
    );
  return faults.length > 0 ? { faults } : { model };
}

function parseName(value: unknown, report: ReportFault): string {
  if (typeof value === "string" && /^[a-z][a-z0-9-]{0,29}$/.test(value)) return value;
  reportInvalid(value, "1 to 30 lowercase letters, digits and hyphens, starting with a letter", "name", report);
  return "";
}

function parseLabels(value: unknown, report: ReportFault): Model["labels"] {
  if (!isRecord(value)) {
    reportInvalid(value, 'an object, such as {"one": "plant", "many": "plants"}', "labels", report);
    return { one: "", many: "" };
  }
  reportUnknownKeys(value, ["one", "many"], "labels", report);
  const one = parseLabel(value["one"], "labels.one", report) ?? "";
  return { one, many: parseLabel(value["many"], "labels.many", report) ?? "" };
}

function parseFields(value: unknown, report: ReportFault): Model["fields"] {
  const entries = isRecord(value) ? Object.entries(value) : [];
  if (entries.length === 0)
    reportInvalid(value, `an object of 1 to ${MAX_FIELDS} fields, such as {${EXAMPLE_FIELD}}`, "fields", report);
  else if (entries.length > MAX_FIELDS)
    report("fields", `has too many entries (${entries.length}, maximum ${MAX_FIELDS})`);
  const fields: Record<string, Field> = {};
  for (const [name, given] of entries) {
    const where = locationOf("fields", name);
    checkFieldName(name, where, report);
    const field = parseField(given, where, report);
    if (field) fields[name] = field;
  }
  // For example, `--no-light` would both remove the field `light` and set the field `noLight`.
  for (const name of Object.keys(fields))
    for (const other of Object.keys(fields).filter((one) => flagOf(one) === noFlagOf(name)))
      report(
        locationOf("fields", other),
        `would have the flag ${flagOf(other)}, which is reserved for the field ${name}; use another name`,
      );
  if (entries.length > 0 && !Object.values(fields).some(canBeHeading))
    report(
      "fields",
      `must include a required, single-line string, such as ${EXAMPLE_FIELD}; the first one is the heading of an item`,
    );
  return fields;
}

function checkFieldName(name: string, where: string, report: ReportFault): void {
  if (!/^[a-z][A-Za-z0-9]{0,39}$/.test(name))
    report(where, "must have a name of 1 to 40 ASCII letters and digits that starts with a lowercase letter");
  else if (RESERVED.includes(name) || name in Object.prototype)
    report(where, "has a name that is reserved by the service, the command line or JavaScript; use another name");
}

/** Parses the columns. Each must be in `names`; `fields` contains only the fields that could be parsed. */
function parseColumns(
  value: unknown,
  { names, fields }: { readonly names: readonly string[]; readonly fields: Model["fields"] },
  report: ReportFault,
): readonly string[] {
  if (value === undefined) return names.filter((name) => !isMultiline(fields[name]));
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const columns = names.filter((name) => list.includes(name));
  if (list.length > 0 && columns.length === list.length)
    return list.flatMap((one) => (typeof one === "string" ? [one] : []));
  const known = names.length > 0 ? `: ${names.join(", ")}` : "";
  report("columns", `must be a non-empty list of the model's fields, without duplicates${known}`);
  return [];
}

function isMultiline(field: Field | undefined): boolean {
  return field?.type === "string" && field.multiline === true;
}
