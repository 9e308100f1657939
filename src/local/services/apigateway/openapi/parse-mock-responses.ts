import { notSupported } from "../../../protocol/aws-error.ts";
import type { IntegrationResponseDefinition, MethodDefinition } from "../definition.ts";
import { importError } from "../errors.ts";
import type { OperationPlace } from "./import-context.ts";
import { readContentHandling, readObject, readStringMap } from "./read-json.ts";
import { checkLiteralTemplate } from "./template.ts";

/** The variables that the local cloud supports in a mock's response templates. */
export const TEMPLATE_VARIABLES = /\$(context\.(?:requestId|stage))\b/g;

type MethodResponses = MethodDefinition["methodResponses"];

/**
 * Parses the responses of a mock integration. Each one requires a method response with the same status, which must
 * declare every header that the mock's response sets.
 */
export function parseMockResponses(
  value: unknown,
  whereIntegration: string,
  place: OperationPlace,
  methodResponses: MethodResponses,
): readonly IntegrationResponseDefinition[] {
  return Object.entries(readObject(value, `${whereIntegration}.responses`)).map(([pattern, response]) => {
    const where = `${whereIntegration}.responses.${pattern}`;
    const { statusCode, responseParameters, responseTemplates, contentHandling, ...unknown } = readObject(
      response,
      where,
    );
    const handling = readContentHandling(contentHandling, where);
    const [name] = Object.keys(unknown);
    if (name !== undefined) throw notSupported(`PutRestApi: ${where}.${name}`);
    const parsed = {
      selectionPattern: pattern === "default" ? undefined : pattern,
      statusCode: String(statusCode),
      responseParameters: readStringMap(responseParameters, `${where}.responseParameters`),
      responseTemplates: readStringMap(responseTemplates, `${where}.responseTemplates`),
      ...(handling && { contentHandling: handling }),
    };
    check(parsed, where, place, methodResponses);
    return parsed;
  });
}

function check(
  response: IntegrationResponseDefinition,
  where: string,
  { verb, path }: OperationPlace,
  methodResponses: MethodResponses,
): void {
  const refusal = (why: string) =>
    importError(`Unable to put integration response on '${verb}' for resource at path '${path}': ${why}`);
  const declared = methodResponses[response.statusCode];
  if (!declared) throw refusal("Invalid Response status code specified");
  for (const [target, source] of Object.entries(response.responseParameters)) {
    if (declared.responseParameters[target] === undefined)
      throw refusal(
        `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${target}]`,
      );
    if (!/^'[^\r\n]*'$/.test(source)) throw notSupported(`PutRestApi: the mapping expression ${source} (in ${where})`);
  }
  if (Object.keys(response.responseTemplates).length > 1)
    throw notSupported(`PutRestApi: more than one template in ${where}.responseTemplates`);
  for (const template of Object.values(response.responseTemplates))
    checkLiteralTemplate(template.replaceAll(TEMPLATE_VARIABLES, ""), `${where}.responseTemplates`);
  if (response.selectionPattern !== undefined) checkPattern(response.selectionPattern, refusal);
}

function checkPattern(pattern: string, refusal: (why: string) => Error): void {
  try {
    new RegExp(pattern);
  } catch {
    throw refusal(`Invalid selection pattern specified: ${pattern}`);
  }
}
