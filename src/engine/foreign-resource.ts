import { TodoApiError } from "../errors.ts";

/** The error code for a resource that has the desired name but another owner. Todo-api never changes or removes it. */
export const FOREIGN_RESOURCE = "foreign-resource";

/** Whether an error means that a resource has another owner. */
export function isForeign(error: unknown): boolean {
  return error instanceof TodoApiError && error.code === FOREIGN_RESOURCE;
}
