import { matchesPattern } from "../../src/local/auth/policy/condition.ts";
import type { PrintedStatement } from "./printed-statements.ts";

/** A statement of a policy, or one that an error prints. */
export type Grant = Pick<PrintedStatement, "Action" | "Resource"> & { readonly Sid?: string };

/** The permissions of `granted` that `printed` lacks, as "Sid action". */
export function unprinted(granted: readonly Grant[], printed: readonly Grant[]): readonly string[] {
  return granted.flatMap(({ Sid, Action, Resource }) =>
    Action.filter(
      (action) => !printed.some((one) => one.Action.includes(action) && overlaps(one.Resource, Resource)),
    ).map((action) => `${Sid} ${action}`),
  );
}

/** Whether the resource is the tags of an API: they are read only where a listing of APIs omits them, unlike on AWS. */
export function isTagOfApi(resource: string): boolean {
  return resource.includes("::/tags/");
}

function overlaps(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.some((other) => matchesPattern(one, other) || matchesPattern(other, one)));
}
