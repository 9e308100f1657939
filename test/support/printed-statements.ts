import { isRecord } from "../../src/text/json.ts";

/** A policy statement that an error prints for a missing permission. */
export interface PrintedStatement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: object;
}

/** The statements in an output, as a user would copy them: from `{"Effect"` to the closing brace. */
export function printedStatements(output: string): readonly PrintedStatement[] {
  return [...output.matchAll(/\{"Effect":"Allow"/g)].map(({ index }) => {
    const statement: unknown = JSON.parse(untilBalanced(output.slice(index)));
    if (!isStatement(statement)) throw new Error(`not a statement: ${JSON.stringify(statement)}`);
    return statement;
  });
}

function untilBalanced(text: string): string {
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    depth += character === "{" ? 1 : character === "}" ? -1 : 0;
    if (depth === 0) return text.slice(0, index + 1);
  }
  throw new Error(`no end of ${text}`);
}

function isStatement(value: unknown): value is PrintedStatement {
  return isRecord(value) && Array.isArray(value["Action"]) && Array.isArray(value["Resource"]);
}
