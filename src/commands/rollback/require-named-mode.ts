import { isDeepStrictEqual } from "node:util";
import type { Access } from "../../api/resource-policy.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { accessText } from "../../report/access-text.ts";
import type { KeptRelease } from "../../stack/rollback-stack.ts";

/** Whether a release's access settings differ from those in force. */
export function changesAccess({ deployment }: KeptRelease, { auth, grant, allowIp, denyIp }: Access): boolean {
  return !isDeepStrictEqual(deployment.access, { auth, grant, allowIp, denyIp });
}

/** Throws if `mode` is not the release's auth mode, or is omitted and a rollback would change who may call the API. */
export function requireNamedMode(kept: KeptRelease, inForce: Access, mode: string | undefined): void {
  const { release, deployment } = kept;
  const { access } = deployment;
  if (mode === undefined ? !changesAccess(kept, inForce) : mode === access.auth) return;
  const reason =
    mode === undefined
      ? `rolling back to release ${release.id} would change who may call the API`
      : `release ${release.id} was deployed with --auth ${access.auth}, not --auth ${mode}`;
  const rules = `\n  in force  ${accessText(inForce)}\n  release   ${accessText(access)}`;
  throw new TodoApiError("access-changes", EXIT.usage, `${reason}; nothing was changed${rules}`, {
    details: { release: release.id, access, inForce },
    next: [
      {
        command: `todo-api rollback --to ${release.id} --auth ${access.auth}`,
        comment: changesAccess(kept, inForce) ? "roll back, and change who may call the API" : "roll back",
      },
    ],
  });
}
