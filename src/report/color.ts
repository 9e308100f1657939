import type { Io, Output } from "../io.ts";

/** Whether to colour what goes to `output`: on a terminal that can, unless NO_COLOR, CI or TERM=dumb; FORCE_COLOR decides it alone. */
export function usesColour(output: Output, env: Io["env"]): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced.toLowerCase() !== "false";
  return isCapable(output, env);
}

/** Whether lines on `output` may be redrawn. A terminal that does not know its own width (0) cannot: nobody knows where its lines wrap. */
export function isLively(output: Output, env: Io["env"]): boolean {
  return isCapable(output, env) && (output.stream?.columns ?? 0) > 0;
}

function isCapable(output: Output, env: Io["env"]): boolean {
  return output.isTTY && !env["NO_COLOR"] && env["TERM"] !== "dumb" && !isCi(env);
}

function isCi({ CI: ci }: Io["env"]): boolean {
  return ci !== undefined && ci !== "" && ci !== "0" && ci.toLowerCase() !== "false";
}
