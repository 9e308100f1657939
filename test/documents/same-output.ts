/** Parts of printed output that differ between two runs, and what stands for them in a comparison. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<id>"],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( UTC|Z)?/g, "<time>"],
  [/\b\d\d:\d\d:\d\d\.\d{3}\b/g, "<time>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{2,4}\b/g, "<id>"],
  [/\b(127\.0\.0\.1:|port |pid )\d+/g, "$1<number>"],
  [/\b\d+(\.\d+)? ?(ms|s|MB)\b/g, "<amount>"],
  [/\b(todo-api) \d+\.\d+\.\d+(-[\w.]+)?/g, "$1 <version>"],
  [/\b[0-9a-f]{8}\b/g, "<hash>"],
  // Columns are as wide as what they hold.
  [/ {2,}/g, "  "],
];

/** Whether a documented output is what was printed; its line `...` stands for any lines. */
export function isSameOutput(documented: readonly string[], printed: readonly string[]): boolean {
  const [line, ...rest] = documented;
  if (line === undefined) return printed.length === 0;
  if (line === "...")
    return Array.from({ length: printed.length + 1 }).some((_, from) => isSameOutput(rest, printed.slice(from)));
  const [first, ...others] = printed;
  return first !== undefined && masked(line) === masked(first) && isSameOutput(rest, others);
}

function masked(line: string): string {
  return VOLATILE.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line.trimEnd());
}
