import type { PutRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { parseDocument, parseOpenApi } from "./openapi/parse-openapi.ts";
import { requireApi } from "./records.ts";
import { requiredPermissions } from "./required-permissions.ts";
import { taggedRestApiOutput } from "./rest-api-output.ts";

/**
 * The query parameters of an import that change nothing here: there are no documentation parts, and only REGIONAL
 * endpoints.
 */
const HARMLESS_PARAMETERS: Readonly<Record<string, string>> = {
  ignore: "documentation",
  endpointConfigurationTypes: "REGIONAL",
};

export const putRestApi = {
  needs({ restApiId }: Validated<PutRestApiRequest>, call: Call) {
    return [requiredPermissions(call, "PUT", `/restapis/${restApiId}`)];
  },

  /**
   * What the document lacks is removed, including name and description; tags and stages stay
   * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-update.html).
   */
  run({ restApiId, mode = "merge", parameters = {}, body }: Validated<PutRestApiRequest>, call: Call): RestApi {
    const document = parseDocument(body);
    const api = requireApi(call, restApiId);
    if (mode !== "overwrite") throw notSupported("PutRestApi: the mode merge (AWS's default; ask for overwrite)");
    for (const [name, value] of Object.entries(parameters))
      if (HARMLESS_PARAMETERS[name] !== value) throw notSupported(`PutRestApi: the parameter ${name}=${value}`);
    const definition = parseOpenApi(document, api.rootResourceId);
    api.definition = definition;
    api.name = definition.title;
    api.description = definition.description;
    api.version = definition.version;
    api.disableExecuteApiEndpoint = false;
    return taggedRestApiOutput(api);
  },
} satisfies Operation;
