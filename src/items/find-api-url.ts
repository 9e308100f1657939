import { explainAwsError } from "../aws/explain.ts";
import { stackLabel } from "../aws/stack-name.ts";
import type { Settings } from "../config/read-settings.ts";
import { findLocalApi } from "./find-local-api.ts";
import { notDeployed } from "./not-deployed.ts";

/**
 * Finds the stack's API by its tags; throws a TodoApiError "not-deployed" when there is none. The remembered URL is
 * never used, because the folder may be a copy. Loads the SDK of API Gateway, unless the target is the local cloud.
 */
export async function findApiUrl({ stack, target }: Settings): Promise<string> {
  if (target.kind === "local") {
    const url = await findLocalApi(stack, target);
    if (url === undefined) throw notDeployed(stack, "no REST API has its tags");
    return url;
  }
  try {
    const [
      { APIGatewayClient },
      { addressesOf, clientConfig, endpointOf, isOtherEndpoint },
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
    if (isOtherEndpoint(target, "API Gateway")) completeApiTags(apigateway, target.region);
    const found = await findRestApi(apigateway, stack);
    if (found === undefined) throw notDeployed(stack, "no REST API has its tags");
    return await addressesOf(target).apiUrl(found.id, stack.stage);
  } catch (error) {
    throw explainAwsError(error, `Looking up the API of ${stackLabel(stack)}`) ?? error;
  }
}
