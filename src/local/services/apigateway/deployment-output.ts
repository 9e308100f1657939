import type { Deployment, MethodSnapshot } from "@aws-sdk/client-api-gateway";
import { wholeSeconds } from "./rest-api-output.ts";
import type { DeploymentRecord } from "./store.ts";

/** A deployment as AWS answers it. */
export function deploymentOutput({ id, description, createdAt }: DeploymentRecord): Deployment {
  return { id, description, createdDate: wholeSeconds(createdAt) };
}

/** The methods of a deployment by path and verb: what `embed=apisummary` asks for. */
export function apiSummary({ definition }: DeploymentRecord): Record<string, Record<string, MethodSnapshot>> {
  const snapshot = { authorizationType: "NONE", apiKeyRequired: false };
  return Object.fromEntries(
    definition.resources
      .filter(({ methods }) => Object.keys(methods).length > 0)
      .map(({ path, methods }) => [
        path,
        Object.fromEntries(Object.keys(methods).map((verb) => [verb, snapshot] as const)),
      ]),
  );
}
