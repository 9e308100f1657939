import type { Cloud } from "../../aws/cloud.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { findRole } from "./find-role.ts";

/**
 * Returns a check that throws once a role has certainly been deleted: several consecutive reads did not find it, over a
 * period that is longer than the delay of IAM's reads
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency).
 */
export function watchRole(cloud: Cloud, RoleName: string): () => Promise<void> {
  let missing: { readonly since: number; readonly reads: number } | undefined;
  return async () => {
    if (await findRole(cloud, RoleName)) {
      missing = undefined;
      return;
    }
    missing = { since: missing?.since ?? cloud.now(), reads: (missing?.reads ?? 0) + 1 };
    if (missing.reads >= ABSENT_READS && cloud.now() - missing.since >= ABSENT_SECONDS * 1000)
      throw deletedRole(RoleName);
  };
}

const ABSENT_READS = 3;
const ABSENT_SECONDS = 12;

function deletedRole(name: string): TodoApiError {
  return new TodoApiError(
    "deleted-concurrently",
    EXIT.failure,
    `the IAM role ${name} was deleted during this deploy, for example by a concurrent destroy; deploy again when that has finished`,
  );
}
