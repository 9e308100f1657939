import type { ExportResponse, GetExportRequest } from "@aws-sdk/client-api-gateway";
import { notSupported } from "../../protocol/aws-error.ts";
import type { Call, Operation, Validated } from "../operation.ts";
import { badRequest } from "./errors.ts";
import { type Extensions, exportOpenApi } from "./openapi/export-openapi.ts";
import { requireApi, requireDeployment, requireStage } from "./records.ts";
import { requiredPermission } from "./required-permission.ts";
import { shownPolicy } from "./resource-policy.ts";
import { wholeSeconds } from "./rest-api-output.ts";

export const getExport = {
  permissions({ restApiId, stageName, exportType }: Validated<GetExportRequest>, call: Call) {
    return [requiredPermission(call, "GET", `/restapis/${restApiId}/stages/${stageName}/exports/${exportType}`)];
  },

  /** Exports the definition that the stage serves, not a later import. */
  run(input: Validated<GetExportRequest>, call: Call): Omit<ExportResponse, "body"> & { readonly body: Uint8Array } {
    const api = requireApi(call, input.restApiId);
    const stage = requireStage(api, input.stageName);
    const extensions = readExtensions(input);
    const { definition, createdAt } = requireDeployment(api, stage.deploymentId);
    const version = definition.version ?? wholeSeconds(createdAt).toISOString().replace(".000", "");
    const { title, description } = definition;
    const info = { title, ...(description !== undefined && { description }), version };
    const server = {
      url: `${call.cloud.edge.urlOf(api.id)}/{basePath}`,
      variables: { basePath: { default: stage.name } },
    };
    const policy = definition.policy && shownPolicy(call.cloud, definition.policy);
    const document = exportOpenApi({ ...definition, policy }, info, server, extensions);
    return {
      contentType: "application/octet-stream",
      contentDisposition: `attachment; filename="oas30_${version}.json"`,
      body: Buffer.from(JSON.stringify(document, undefined, 2)),
    };
  },
} satisfies Operation;

function readExtensions({ exportType, accepts, parameters = {} }: Validated<GetExportRequest>): Extensions {
  if (exportType === "swagger") throw notSupported("GetExport: the export type swagger");
  if (exportType !== "oas30") throw badRequest(`Invalid export type specified: ${exportType}`);
  if (accepts !== undefined && accepts !== "application/json")
    throw notSupported(`GetExport: the media type ${accepts}`);
  const { extensions = "none", ...others } = parameters;
  const [other] = Object.keys(others);
  if (other !== undefined) throw notSupported(`GetExport: the parameter ${other}`);
  if (extensions === "none" || extensions === "integrations" || extensions === "apigateway") return extensions;
  throw notSupported(`GetExport: the parameter extensions=${extensions}`);
}
