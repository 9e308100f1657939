import { types } from "node:util";
import { createContext, Script } from "node:vm";

const MILLISECONDS = 100;
const script = new Script("expression.test(text)");

/**
 * Whether a regular expression that somebody else wrote matches a text. It is given up as no match after a moment: some expressions take
 * longer than a life for 40 characters, and the local cloud has one thread for all of its services.
 */
export function matchesExpression(expression: string, text: string): boolean {
  try {
    const context = createContext({ expression: new RegExp(expression), text });
    return script.runInContext(context, { timeout: MILLISECONDS }) === true;
  } catch (error) {
    // An error of the other context is no instance of this one's Error.
    if (types.isNativeError(error) && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw error;
  }
}
