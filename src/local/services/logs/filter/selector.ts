import { isRecord, parseJson } from "../../../../text/json.ts";
import { notSupported } from "../../../protocol/aws-error.ts";
import { invalidParameter } from "../errors.ts";
import { compareField, OPERATORS } from "./compare-field.ts";

type Condition = (root: unknown) => boolean;

/**
 * Parses a JSON filter pattern without its braces, such as `$.level = "ERROR" && ($.status >= 500 || $.path = "/a*")`.
 * A message that is not a JSON object never matches.
 */
export function parseSelector(text: string): (message: string) => boolean {
  const tokens = text.match(TOKEN) ?? [];
  const { condition, rest } = parseAny(tokens);
  if (rest.length > 0) throw invalid();
  return (message) => message.trimStart().startsWith("{") && condition(parseJson(message));
}

const TOKEN = /"(?:[^"\\]|\\.)*"|&&|\|\||[<>!]=|[=<>()]|[^\s=<>!()&|"]+|\S/g;

interface Parsed {
  readonly condition: Condition;
  readonly rest: readonly string[];
}

function parseAny(tokens: readonly string[]): Parsed {
  const first = parseAll(tokens);
  if (first.rest[0] !== "||") return first;
  const second = parseAny(first.rest.slice(1));
  return { condition: (root) => first.condition(root) || second.condition(root), rest: second.rest };
}

function parseAll(tokens: readonly string[]): Parsed {
  const first = parseOne(tokens);
  if (first.rest[0] !== "&&") return first;
  const second = parseAll(first.rest.slice(1));
  return { condition: (root) => first.condition(root) && second.condition(root), rest: second.rest };
}

function parseOne(tokens: readonly string[]): Parsed {
  if (tokens[0] === "(") {
    const { condition, rest } = parseAny(tokens.slice(1));
    if (rest[0] !== ")") throw invalid();
    return { condition, rest: rest.slice(1) };
  }
  const [path = "", word = "", value, ...rest] = tokens;
  const steps = stepsOf(path);
  if (/^(IS|NOT|EXISTS|IN)$/i.test(word)) throw notSupported(`${word} in a JSON filter pattern`);
  const operator = OPERATORS.find((known) => known === word);
  if (!operator || value === undefined) throw invalid();
  const holds = compareField(operator, value);
  return { condition: (root) => holds(steps.reduce(step, root)), rest };
}

/** The steps from the root to a field: `a`, `b` and `0` for `$.a.b[0]`. */
function stepsOf(path: string): readonly string[] {
  if (!path.startsWith("$")) throw invalid();
  if (!/^\$(\.[\w@-]+|\[\d+\])+$/.test(path)) throw notSupported(`The selector ${path} in a filter pattern`);
  return path.match(/[\w@-]+/g) ?? [];
}

function step(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value[Number(name)];
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function invalid() {
  return invalidParameter("Invalid filter pattern");
}
