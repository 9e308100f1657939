import { isDeepStrictEqual } from "node:util";
import type { Access } from "../../api/resource-policy.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { accessText } from "../../report/access-text.ts";
import type { KeptRelease } from "../../stack/rollback-stack.ts";

/** Whether a release has other rules for who may call the API than those in force. */
export function changesAccess({ deployment }: KeptRelease, { auth, grant, allowIp, denyIp }: Access): boolean {
  return !isDeepStrictEqual(deployment.access, { auth, grant, allowIp, denyIp });
}

/** A rollback never changes who may call the API unless the mode of the release is named. */
export function requireNamedMode(kept: KeptRelease, inForce: Access, mode: string | undefined): void {
  const { release, deployment } = kept;
  const { access } = deployment;
  if (mode === undefined ? !changesAccess(kept, inForce) : mode === access.auth) return;
  const given = mode === undefined ? "" : `, not --auth ${mode}`;
  throw new TodoApiError(
    "access-changes",
    EXIT.usage,
    `release ${release.id} was deployed with --auth ${access.auth}${given} (API access: ${accessText(access)}; in force: ${accessText(inForce)}); nothing was changed`,
    {
      details: { release: release.id, access, inForce },
      next: [
        {
          command: `todo-api rollback --to ${release.id} --auth ${access.auth}`,
          comment: "roll back, and change who may call the API",
        },
      ],
    },
  );
}
