import type { Cloud } from "../../aws/cloud.ts";
import { deletedUnlessMissing, isAwsError } from "../../aws/undefined-on.ts";
import { retryWhile } from "../../engine/wait.ts";

const CONFLICT_SECONDS = 20;

/** Retries a call to API Gateway's control plane while it conflicts with another change to the API. */
export function retryOnConflict<Done>(cloud: Cloud, operation: string, call: () => Promise<Done>): Promise<Done> {
  const wait = { for: `API Gateway to finish another change (${operation})`, seconds: CONFLICT_SECONDS };
  return retryWhile(cloud, wait, (error) => isAwsError(error, "ConflictException"), call);
}

/** Deletes an API Gateway resource; does nothing if it does not exist. */
export async function deleteFromApiGateway(
  cloud: Cloud,
  operation: string,
  call: () => Promise<unknown>,
): Promise<void> {
  await retryOnConflict(cloud, operation, () => deletedUnlessMissing(call(), "NotFoundException"));
}
