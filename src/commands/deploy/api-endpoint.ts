import { randomUUID } from "node:crypto";
import type { Model } from "../../api/model/model.ts";
import { isOtherEndpoint } from "../../aws/client-config.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import type { Target } from "../../aws/target.ts";
import type { Stack } from "../../stack/stack.ts";
import type { ApiCaller } from "../call-api.ts";
import { API_CHECK, type Endpoint, type ExpectedResponse } from "./readiness.ts";

/** An API, and the URL of its stage. */
interface ServedApi {
  readonly id: string | undefined;
  readonly url: string;
}

/**
 * The API, with one request per function that changes nothing, because roles and permissions take effect for each
 * function separately. `alsoHealthy` lists further statuses to accept from routes that an earlier release may lack.
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

/** A change that the model allows, if it has an optional field, so that the function calls the table. */
function harmlessChange({ fields }: Model): Pick<ExpectedResponse, "body" | "statuses"> {
  const [name] = Object.entries(fields).find(([, field]) => !field.required && field.default === undefined) ?? [];
  return name === undefined
    ? { body: "{}", statuses: [400] }
    : { body: `{${JSON.stringify(name)}:null}`, statuses: [404] };
}

/** Whether the computed addresses of APIs and pages are certain: other AWS-compatible endpoints may use others. */
export function hasComputedAddresses(target: Target): boolean {
  return !isOtherEndpoint(target, "API Gateway") && !isOtherEndpoint(target, "S3");
}
