import { types } from "node:util";
import { createContext, Script } from "node:vm";

const TIMEOUT_MILLISECONDS = 100;
const script = new Script("expression.test(text)");

/**
 * Whether a string matches a regular expression from an untrusted source. Returns false after a timeout: some
 * expressions take practically forever on 40 characters, and would block all services, which share one thread.
 */
export function matchesExpression(expression: string, text: string): boolean {
  try {
    const context = createContext({ expression: new RegExp(expression), text });
    return script.runInContext(context, { timeout: TIMEOUT_MILLISECONDS }) === true;
  } catch (error) {
    // An error from another context is not an instance of this context's Error.
    if (types.isNativeError(error) && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
}
