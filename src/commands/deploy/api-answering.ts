import { isOtherEndpoint } from "../../aws/client-config.ts";
import type { Cloud } from "../../aws/cloud.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import type { Target } from "../../config.ts";
import type { States } from "../../engine/states.ts";
import type { Stack } from "../../stack.ts";
import type { Answering } from "./until-ready.ts";

/** The API, as it is asked whether it answers well. */
export function apiAnswering({ name, restApi }: Stack, apiUrl: string, cloud: Cloud, states: States): Answering {
  return {
    subject: { id: "api", kind: "API", name: stackLabel(name) },
    url: `${apiUrl}/items?limit=1`,
    isThere: async () => (await restApi.read({ cloud, stateOf: () => undefined }))?.id === states.of(restApi)?.id,
  };
}

/** Where other AWS-compatible endpoints serve their APIs is a convention, and not every one keeps it. */
export function answersAtItsUrl(target: Target): boolean {
  return !isOtherEndpoint(target, "API Gateway") && !isOtherEndpoint(target, "S3");
}
