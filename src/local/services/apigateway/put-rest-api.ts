import type { PutRestApiRequest, RestApi } from "@aws-sdk/client-api-gateway";
import { isRecord, parseJson } from "../../../text/json.ts";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { parseDocument, parseOpenApi } from "./openapi/parse-openapi.ts";
import { findApi, requireApi } from "./records.ts";
import { policyPermission, requiredPermission } from "./required-permission.ts";
import { readResourcePolicy } from "./resource-policy.ts";
import { taggedRestApiOutput } from "./rest-api-output.ts";

/**
 * Query parameters that have no effect with these values, because the local cloud has no documentation parts and only
 * REGIONAL endpoints.
 */
const HARMLESS_PARAMETERS: Readonly<Record<string, string>> = {
  ignore: "documentation",
  endpointConfigurationTypes: "REGIONAL",
};

const POLICY = "x-amazon-apigateway-policy";

export const putRestApi = {
  permissions({ restApiId, body }: Validated<PutRestApiRequest>, call: Call) {
    const path = `/restapis/${restApiId}`;
    const put = requiredPermission(call, "PUT", path);
    return changesPolicy(call, restApiId, body) ? [put, policyPermission(call, path)] : [put];
  },

  /**
   * Replaces the definition, name, description and version of the API, and enables the default endpoint. Tags, stages
   * and deployments remain
   * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-update.html).
   */
  run({ restApiId, mode = "merge", parameters = {}, body }: Validated<PutRestApiRequest>, call: Call): RestApi {
    // A body that is not a JSON object is rejected even if the API does not exist.
    const document = parseDocument(body);
    const api = requireApi(call, restApiId);
    if (mode !== "overwrite") throw notSupported("PutRestApi: the mode merge (AWS's default; use overwrite)");
    for (const [name, value] of Object.entries(parameters))
      if (HARMLESS_PARAMETERS[name] !== value) throw notSupported(`PutRestApi: the parameter ${name}=${value}`);
    const policy = document[POLICY];
    const definition = {
      ...parseOpenApi(document, api.rootResourceId),
      ...(policy !== undefined && { policy: readResourcePolicy(call, restApiId, policy) }),
    };
    api.definition = definition;
    api.name = definition.title;
    api.description = definition.description;
    api.version = definition.version;
    api.disableExecuteApiEndpoint = false;
    return taggedRestApiOutput(call.cloud, api);
  },
} satisfies Operation;

/** Whether an import sets a resource policy, or removes the current policy because the document omits it. */
function changesPolicy(call: Call, restApiId: string, body: Uint8Array): boolean {
  const document = parseJson(Buffer.from(body).toString("utf8"));
  const hasPolicy = isRecord(document) && document[POLICY] !== undefined;
  return hasPolicy || findApi(call.cloud, call.region, restApiId)?.definition.policy !== undefined;
}
