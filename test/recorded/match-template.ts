import { type CaseContext, fillText } from "./case-context.ts";

/**
 * Matches text with `<name>` placeholders. `<uuid:1>` has the same value wherever it occurs in the case, and a
 * different one from `<uuid:2>`. Returns why it does not match.
 */
export function matchTemplate(template: string, actual: unknown, context: CaseContext): readonly string[] {
  const filled = fillText(template, context);
  const parts = filled.split(/<([a-zA-Z_][\w-]*(?::\w+)?)>/);
  const names = parts.filter((_, index) => index % 2 === 1);
  const pattern = parts.map((part, index) => (index % 2 === 1 ? "([\\s\\S]+?)" : escapePattern(part))).join("");
  const found = actual === undefined ? null : new RegExp(`^${pattern}$`).exec(textOf(actual));
  if (!found) return [`expected ${filled}, got ${actual === undefined ? "nothing" : textOf(actual)}`];
  return names.flatMap((name, index) => bind(name, found[index + 1] ?? "", context));
}

function bind(name: string, value: string, { bound }: CaseContext): readonly string[] {
  const before = bound.get(name);
  if (before !== undefined && before !== value) return [`<${name}> was ${before} before, got ${value}`];
  const [kind, number] = name.split(":");
  if (!/^\d+$/.test(number ?? "")) return [];
  const twin = [...bound].find(
    ([other, known]) => other !== name && known === value && new RegExp(`^${kind}:\\d+$`).test(other),
  );
  if (twin) return [`<${name}> must differ from <${twin[0]}>, both are ${value}`];
  bound.set(name, value);
  return [];
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}
