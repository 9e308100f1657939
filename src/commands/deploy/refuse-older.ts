import { versionOf } from "../../aws/ownership.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import type { Observed } from "../../engine/observe.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { isNewer } from "../../package/newer-version.ts";
import type { Stack } from "../../stack/stack.ts";
import { quoteWord } from "../../text/quote-word.ts";
import { type CommandContext, rerunCommand } from "../command-context.ts";

/** Throws if a newer version of todo-api deployed a part of the stack: a deploy would revert that version's changes. */
export function refuseOlder(
  { settings, invocation }: CommandContext,
  { tagged }: Stack,
  { states }: Observed,
  own: string,
): void {
  const versions = tagged.flatMap((resource) => versionOf(states.stateOf(resource)?.tags ?? {}) ?? []);
  const newest = versions.reduce((newer, version) => (isNewer(version, newer) ? version : newer), own);
  if (newest === own) return;
  throw new TodoApiError(
    "older-version",
    EXIT.failure,
    `${stackLabel(settings.stack)} was deployed by todo-api ${newest}, which is newer than this version (${own}); nothing was changed`,
    {
      details: { deployed: newest, own },
      next: [
        {
          command: `npm install ${quoteWord(`todo-api@${newest}`)}`,
          comment: "install the newer version",
        },
        { command: "todo-api rollback", comment: "roll back to the previous release" },
        {
          command: invocation.words === "deploy" ? rerunCommand(invocation, "--force") : "todo-api deploy --force",
          comment: "replace the newer version with this one",
        },
      ],
    },
  );
}
