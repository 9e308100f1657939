import { type APIGatewayClient, GetTagsCommand, type RestApi } from "@aws-sdk/client-api-gateway";
import { apiGatewayArn } from "./names.ts";
import { undefinedOn } from "./undefined-on.ts";

/**
 * Adds the missing tags to listed APIs: LocalStack, MiniStack and similar servers list an API with only its initial
 * tags, or with none, but return all tags from GetTags.
 */
export function completeApiTags(apigateway: APIGatewayClient, region: string): void {
  apigateway.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const result = await next(args);
        if (commandName !== "GetRestApisCommand" || !("items" in result.output)) return result;
        const { items } = result.output;
        for (const item of Array.isArray(items) ? items : []) {
          if (!isRestApi(item)) continue;
          const resourceArn = apiGatewayArn(region, `/restapis/${item.id}`);
          // The API may have been deleted since it was listed.
          const later = await undefinedOn(apigateway.send(new GetTagsCommand({ resourceArn })), "NotFoundException");
          Object.assign(item, { tags: { ...item.tags, ...later?.tags } });
        }
        return result;
      },
    { step: "initialize", name: "completeApiTags" },
  );
}

function isRestApi(item: object): item is RestApi {
  return "id" in item && "name" in item;
}
