import { type APIGatewayClient, paginateGetRestApis, type RestApi } from "@aws-sdk/client-api-gateway";
import { isOurs } from "../../aws/ownership.ts";
import type { StackName } from "../../aws/stack-name.ts";

/** All REST APIs that the tags name as the stack's, the oldest first: names are not unique, and a lost response can leave two. */
export async function findRestApis(apigateway: APIGatewayClient, stack: StackName): Promise<readonly RestApi[]> {
  const all = await listRestApis(apigateway);
  return all.filter(({ tags }) => isOurs(tags ?? {}, stack)).sort(byAge);
}

/** Every REST API of the account and region, over all pages. */
export async function listRestApis(apigateway: APIGatewayClient): Promise<readonly RestApi[]> {
  const found: RestApi[] = [];
  for await (const page of paginateGetRestApis({ client: apigateway, pageSize: 500 }, {}))
    found.push(...(page.items ?? []));
  return found;
}

/** The stack's API: the oldest of those that are its own. */
export async function findRestApi(
  apigateway: APIGatewayClient,
  stack: StackName,
): Promise<{ readonly id: string } | undefined> {
  const [oldest] = await findRestApis(apigateway, stack);
  return oldest?.id === undefined ? undefined : { id: oldest.id };
}

/** The oldest first: by creation, then by id. */
export function byAge(a: RestApi, b: RestApi): number {
  const difference = (a.createdDate?.getTime() ?? 0) - (b.createdDate?.getTime() ?? 0);
  return difference !== 0 ? difference : (a.id ?? "") < (b.id ?? "") ? -1 : 1;
}
