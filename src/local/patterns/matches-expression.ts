import { types } from "node:util";
import { createContext, Script } from "node:vm";

const MILLISECONDS = 100;
const script = new Script("expression.test(text)");

/**
 * Whether a text matches a regular expression from an untrusted source. After a short time, the result is no match: for
 * some expressions, 40 characters take practically forever, and the local cloud has one thread for all services.
 */
export function matchesExpression(expression: string, text: string): boolean {
  try {
    const context = createContext({ expression: new RegExp(expression), text });
    return script.runInContext(context, { timeout: MILLISECONDS }) === true;
  } catch (error) {
    // An error from another context is not an instance of this context's Error.
    if (types.isNativeError(error) && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
}
