/** Writes plain data as YAML 1.2, of which JSON is a part: texts that could be taken for something else are in JSON's quotes. */
export function toYaml(value: unknown): string {
  return `${block(value, "").replace(/^\n/, "")}\n`;
}

/** A value after its key: on the same line if it is short, else on lines of its own. */
function block(value: unknown, indent: string): string {
  if (Array.isArray(value)) return value.length === 0 ? " []" : list(value, indent);
  if (typeof value === "object" && value !== null) return mapping(value, indent);
  return ` ${typeof value === "string" ? text(value) : JSON.stringify(value)}`;
}

function list(values: readonly unknown[], indent: string): string {
  return values.map((value) => `\n${indent}-${inline(block(value, `${indent}  `), indent)}`).join("");
}

/** The first line of what follows a dash stands beside it. */
function inline(written: string, indent: string): string {
  const start = `\n${indent}  `;
  return written.startsWith(start) ? ` ${written.slice(start.length)}` : written;
}

function mapping(value: object, indent: string): string {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (entries.length === 0) return " {}";
  return entries.map(([key, inner]) => `\n${indent}${text(key)}:${block(inner, `${indent}  `)}`).join("");
}

/** Words that begin with a letter and are no word of YAML's need no quotes. */
function text(value: string): string {
  const isPlain = /^[A-Za-z][\w./-]*( [\w./-]+)*$/.test(value) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
