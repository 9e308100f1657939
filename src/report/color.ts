import type { Io, Output } from "../io.ts";

/**
 * Whether to print colors to `output`: on a terminal, unless NO_COLOR, CI or TERM=dumb is set; FORCE_COLOR overrides
 * all of these.
 */
export function usesColor(output: Output, env: Io["env"]): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced.toLowerCase() !== "false";
  return isCapable(output, env);
}

/**
 * Whether lines on `output` can be redrawn. They cannot if the terminal reports no width, or a width of 0, because
 * lines may then wrap anywhere.
 */
export function canRedraw(output: Output, env: Io["env"]): boolean {
  return isCapable(output, env) && (output.stream?.columns ?? 0) > 0;
}

function isCapable(output: Output, env: Io["env"]): boolean {
  return output.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb" && !isCi(env);
}

function isCi({ CI: ci }: Io["env"]): boolean {
  return ci !== undefined && ci !== "" && ci !== "0" && ci.toLowerCase() !== "false";
}
