import type { Next } from "../errors.ts";

/** The command that changes a stage. */
export function updateStage(
  apiId: string | undefined,
  stage: string | undefined,
  operations: readonly string[],
  comment: string,
): Next {
  const quoted = operations.map((one) => `'${one}'`).join(" ");
  return {
    command: `aws apigateway update-stage --rest-api-id ${apiId} --stage-name ${stage} --patch-operations ${quoted}`,
    comment,
  };
}
