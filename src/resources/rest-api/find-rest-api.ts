import { type APIGatewayClient, paginateGetRestApis, type RestApi } from "@aws-sdk/client-api-gateway";
import { collectPages } from "../../aws/collect-pages.ts";
import { isOurs, type Tags } from "../../aws/ownership.ts";
import type { StackName } from "../../aws/stack-name.ts";

/**
 * Lists the REST APIs with the stack's tags, oldest first. A retry after a lost response can create a second API,
 * because names are not unique.
 */
export async function findRestApis(apigateway: APIGatewayClient, stack: StackName): Promise<readonly RestApi[]> {
  const all = await listRestApis(apigateway);
  return all.filter(({ tags }) => isOurs(tags ?? {}, stack)).sort(byAge);
}

/** Lists all REST APIs in the account and region. */
export async function listRestApis(apigateway: APIGatewayClient): Promise<readonly RestApi[]> {
  return collectPages(paginateGetRestApis({ client: apigateway, pageSize: 500 }, {}), ({ items }) => items);
}

/** Finds the stack's API: the oldest one with its tags. */
export async function findRestApi(
  apigateway: APIGatewayClient,
  stack: StackName,
): Promise<{ readonly id: string; readonly tags: Tags } | undefined> {
  const [oldest] = await findRestApis(apigateway, stack);
  return oldest?.id === undefined ? undefined : { id: oldest.id, tags: oldest.tags ?? {} };
}

/** Sorts the oldest first: by creation time, then by ID. */
export function byAge(a: RestApi, b: RestApi): number {
  const difference = (a.createdDate?.getTime() ?? 0) - (b.createdDate?.getTime() ?? 0);
  return difference !== 0 ? difference : (a.id ?? "") < (b.id ?? "") ? -1 : 1;
}
