import { type StackName, stackLabel } from "../aws/stack-name.ts";
import { EXIT, TodoApiError } from "../errors.ts";

/** The error for a stack that was not found. */
export function notDeployed(stack: StackName, why: string): TodoApiError {
  const message = `${stackLabel(stack)} is not deployed: ${why}`;
  return new TodoApiError("not-deployed", EXIT.notFound, message, {
    next: [{ command: "todo-api deploy", comment: "deploy it" }],
  });
}
