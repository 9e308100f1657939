import { explainAwsError } from "../aws/explain.ts";
import type { Tags } from "../aws/ownership.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import { endpointOf } from "../aws/target.ts";
import type { Settings } from "../config/read-settings.ts";
import { settingTextsIn } from "../config/setting-tags.ts";
import { resolveSettings, type StackSettings } from "../config/stack-settings.ts";
import { findLocalApi } from "./find-local-api.ts";
import { notDeployed } from "./not-deployed.ts";

/** A deployed API. */
export interface DeployedApi {
  /** The URL of its stage. */
  readonly url: string;
  /** Who may call it, according to its tags. */
  readonly auth: StackSettings["auth"];
}

/**
 * Returns the stack's API, found by its tags; throws a TodoApiError "not-deployed" if there is none. Ignores the
 * remembered URL, which is not trusted, because the folder may be a copy from elsewhere.
 */
export async function requireDeployedApi({ stack, target }: Settings): Promise<DeployedApi> {
  if (target.kind === "local") {
    const found = await findLocalApi(stack, target);
    if (found === undefined) throw notDeployed(stack, "no REST API has its tags");
    return { url: found.url, auth: authIn(found.tags, stack) };
  }
  try {
    const [
      { APIGatewayClient },
      { addressesOf, clientConfig, usesConfiguredEndpoint },
      { completeApiTags },
      { expectAwsResponses },
      { findRestApi },
    ] = await Promise.all([
      import("@aws-sdk/client-api-gateway"),
      import("../aws/client-config.ts"),
      import("../aws/complete-api-tags.ts"),
      import("../aws/expect-aws-responses.ts"),
      import("../resources/rest-api/find-rest-api.ts"),
    ]);
    const endpoint = endpointOf(target, "API Gateway");
    const apigateway = expectAwsResponses(new APIGatewayClient(clientConfig(target, "API Gateway")), endpoint);
    if (usesConfiguredEndpoint(target, "API Gateway")) completeApiTags(apigateway, target.region);
    const found = await findRestApi(apigateway, stack);
    if (found === undefined) throw notDeployed(stack, "no REST API has its tags");
    const url = await addressesOf(target).apiUrl(found.id, stack.stage);
    return { url, auth: authIn(found.tags, stack) };
  } catch (error) {
    throw explainAwsError(error, `could not find the API of ${stackLabel(stack)}`) ?? error;
  }
}

function authIn(tags: Tags, stack: StackName): StackSettings["auth"] {
  return resolveSettings(settingTextsIn(tags), stack).auth;
}
