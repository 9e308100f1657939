import { stackLabel } from "../../aws/stack-name.ts";
import { targetDocument } from "../../config/describe-target.ts";
import { hintsWithTarget } from "../../config/suggested-command.ts";
import { EXIT } from "../../errors.ts";
import { nextText } from "../../report/report-error.ts";
import { KEYS_REVOKED } from "../../resources/rest-api/api-tags.ts";
import { tagApiResource } from "../../resources/rest-api/change-rest-api.ts";
import { deleteApiKey } from "../../resources/usage-plan/change-api-keys.ts";
import type { CommandContext } from "../command-context.ts";
import { type ConfirmationFlags, confirm } from "../confirm.ts";
import { dropKeys } from "./keep-key.ts";
import { openKeys, withExplainedErrors } from "./open-keys.ts";

/** The options of `key revoke`. */
export interface RevokeOptions extends ConfirmationFlags {
  /** Whether to revoke the current key too. */
  readonly all?: boolean;
}

/** Deletes all API keys except the current one or, with `all`, every key. */
export async function revokeKeys(context: CommandContext, options: RevokeOptions): Promise<number> {
  const { io, settings } = context;
  const label = stackLabel(settings.stack);
  const { cloud, deployedSettings, api, apiUrl, keys } = await openKeys(context);
  const others = [...keys.replaced, ...keys.expired, ...keys.duplicates];
  const toRevoke = options.all && keys.current ? [keys.current, ...others] : others;
  if (toRevoke.length > 0) {
    const which = options.all
      ? "every API key"
      : `${toRevoke.length} replaced API ${toRevoke.length === 1 ? "key" : "keys"}`;
    const effect = `This revokes ${which} of ${label} immediately.`;
    await confirm(context, options, { effect, isStackProtected: deployedSettings.protect === true });
  }
  await withExplainedErrors(label, async () => {
    // The tag is written before the deletion, so that no deploy creates a key if the deletion is interrupted.
    if (options.all) await tagApiResource(cloud, `/restapis/${api.id}`, KEYS_REVOKED);
    for (const { id } of toRevoke) await deleteApiKey(cloud, id);
  });
  dropKeys(
    context,
    (stored) => (options.all && stored.apiUrl === apiUrl) || toRevoke.some(({ id }) => id === stored.id),
  );
  const revoked = toRevoke.map(({ id }) => id);
  if (settings.json) {
    const about = { type: "keys-revoked", stack: settings.stack, target: targetDocument(settings.target) };
    io.stdout.write(`${JSON.stringify({ ...about, revoked })}\n`);
    return EXIT.ok;
  }
  if (revoked.length === 0)
    io.stderr.write(`${label} has no ${options.all ? "API key" : "replaced API key"} to revoke.\n`);
  for (const id of revoked) io.stderr.write(`Revoked the API key ${id}.\n`);
  if (options.all) {
    const next = [
      { command: "todo-api key rotate", comment: "create a new key; until then, the API rejects every request" },
    ];
    io.stderr.write(nextText(hintsWithTarget(next, settings)));
  }
  return EXIT.ok;
}
