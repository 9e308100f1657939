/** A variable in a template, with or without braces: `$context.requestId`. */
export const VARIABLE = /\$(?:\{([A-Za-z][A-Za-z0-9_.]*)\}|([A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*))/g;

/** The names of the variables in a template. */
export function templateVariables(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(([, braced, plain]) => braced ?? plain ?? "");
}
