import { notSupported } from "../../../protocol/aws-error.ts";
import type { IntegrationResponseDefinition, MethodDefinition } from "../definition.ts";
import { importError } from "../errors.ts";
import type { OperationPlace } from "./import-context.ts";
import { readContentHandling, readObject, readStringMap } from "./read-json.ts";
import { checkLiteralTemplate } from "./template.ts";

/** The variables that templates may contain here. */
export const TEMPLATE_VARIABLES = /\$(context\.(?:requestId|stage))\b/g;

type MethodResponses = MethodDefinition["methodResponses"];

/**
 * Parses the responses of a mock. Each requires a method response with the same status that declares the headers that
 * it sets.
 */
export function parseMockResponses(
  value: unknown,
  integration: string,
  place: OperationPlace,
  methodResponses: MethodResponses,
): readonly IntegrationResponseDefinition[] {
  return Object.entries(readObject(value, `${integration}.responses`)).map(([pattern, response]) => {
    const where = `${integration}.responses.${pattern}`;
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
  const refuse = (why: string) =>
    importError(`Unable to put integration response on '${verb}' for resource at path '${path}': ${why}`);
  const declared = methodResponses[response.statusCode];
  if (!declared) throw refuse("Invalid Response status code specified");
  for (const [target, source] of Object.entries(response.responseParameters)) {
    if (declared.responseParameters[target] === undefined)
      throw refuse(
        `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${target}]`,
      );
    if (!/^'[^\r\n]*'$/.test(source)) throw notSupported(`PutRestApi: the mapping expression ${source} (in ${where})`);
  }
  if (Object.keys(response.responseTemplates).length > 1)
    throw notSupported(`PutRestApi: more than one template in ${where}.responseTemplates`);
  for (const template of Object.values(response.responseTemplates))
    checkLiteralTemplate(template.replaceAll(TEMPLATE_VARIABLES, ""), `${where}.responseTemplates`);
  if (response.selectionPattern !== undefined) checkPattern(response.selectionPattern, refuse);
}

function checkPattern(pattern: string, refuse: (why: string) => Error): void {
  try {
    new RegExp(pattern);
  } catch {
    throw refuse(`Invalid selection pattern specified: ${pattern}`);
  }
}
