import { randomUUID } from "node:crypto";
import { isRemovable } from "../../api/model/field-flag.ts";
import type { Model } from "../../api/model/model.ts";
import { usesConfiguredEndpoint } from "../../aws/client-config.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import type { Target } from "../../aws/target.ts";
import type { Stack } from "../../stack/stack.ts";
import type { ApiCaller } from "../call-api.ts";
import { API_CHECK, type Endpoint, type ReadinessRequest } from "./readiness.ts";

interface ServedApi {
  readonly id: string | undefined;
  /** The URL of the API's stage. */
  readonly url: string;
}

/**
 * Returns the API's endpoint, with one harmless request for each function that handles items, because roles and
 * permissions take effect for each function separately. `alsoHealthy` lists additional statuses to accept from every
 * request except the GET.
 */
export function apiEndpoint(
  { name, restApi, model }: Stack,
  caller: ApiCaller,
  { id, url: apiUrl }: ServedApi,
  alsoHealthy: readonly number[] = [],
): Endpoint {
  const change = harmlessChange(model);
  return {
    subject: { id: API_CHECK, kind: "API", name: stackLabel(name) },
    caller,
    requests: [
      { url: `${apiUrl}/items?limit=1`, statuses: [200] },
      { url: `${apiUrl}/items`, method: "POST", body: "{}", statuses: [400, ...alsoHealthy] },
      {
        url: `${apiUrl}/items/${randomUUID()}`,
        method: "PATCH",
        ...change,
        statuses: [...change.statuses, ...alsoHealthy],
      },
      { url: `${apiUrl}/items/${randomUUID()}`, method: "DELETE", statuses: [404, ...alsoHealthy] },
    ],
    exists: async () => (await restApi.read())?.id === id,
  };
}

/**
 * A change to an item that does not exist. If the model has a field that can be removed, the change removes it; the
 * function then calls the table. Otherwise, the change is empty, and the function rejects it before calling the table.
 */
function harmlessChange({ fields }: Model): Pick<ReadinessRequest, "body" | "statuses"> {
  const [name] = Object.entries(fields).find(([, field]) => isRemovable(field)) ?? [];
  return name === undefined
    ? { body: "{}", statuses: [400] }
    : { body: `{${JSON.stringify(name)}:null}`, statuses: [404] };
}

/** Whether the URLs of APIs and pages are known; other AWS-compatible clouds may use different ones. */
export function hasKnownUrls(target: Target): boolean {
  return !usesConfiguredEndpoint(target, "API Gateway") && !usesConfiguredEndpoint(target, "S3");
}
