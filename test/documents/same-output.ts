/** Parts of the output that differ between two runs, and their placeholders in a comparison. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>"],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z)?/g, "<time>"],
  [/\b\d\d:\d\d:\d\d\.\d{3}\b/g, "<time>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{2,4}\b/g, "<id>"],
  [/\b(127\.0\.0\.1:|port |pid )\d+/g, "$1<number>"],
  [/\b\d+(\.\d+)? ?(ms|s|MB)\b/g, "<amount>"],
  [/\b(todo-api) \d+\.\d+\.\d+(-[\w.]+)?/g, "$1 <version>"],
  [/\b[0-9a-f]{8}\b/g, "<hash>"],
  // Columns are as wide as their content.
  [/ {2,}/g, "  "],
];

/** Whether a documented output matches the printed one; its line `...` matches any lines. */
export function isSameOutput(documented: readonly string[], printed: readonly string[]): boolean {
  const [line, ...rest] = documented;
  if (line === undefined) return printed.length === 0;
  if (line === "...")
    return Array.from({ length: printed.length + 1 }).some((_, from) => isSameOutput(rest, printed.slice(from)));
  const [first, ...others] = printed;
  return first !== undefined && masked(line) === masked(first) && isSameOutput(rest, others);
}

/** The printed output, shortened like the documented one; complete if a documented line was not printed. */
export function shortenedLike(documented: readonly string[], printed: readonly string[]): readonly string[] {
  let from = 0;
  const shortened: string[] = [];
  for (const line of documented) {
    const found = line === "..." ? undefined : printed.findIndex((one, at) => at >= from && isSimilar(line, one));
    if (found === -1) return printed;
    shortened.push(found === undefined ? line : (printed[found] ?? ""));
    if (found !== undefined) from = found + 1;
  }
  return documented.includes("...") ? shortened : printed;
}

/** Whether two lines are the same except for numbers. */
function isSimilar(one: string, other: string): boolean {
  return masked(one).replace(/\d+/g, "#") === masked(other).replace(/\d+/g, "#");
}

function masked(line: string): string {
  return VOLATILE.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line.trimEnd());
}
