import { EXIT, TodoApiError } from "../../errors.ts";
import type { KeptRelease } from "../../stack/rollback-stack.ts";
import { listWithAnd } from "../../text/word-list.ts";
import { releaseText } from "./release-text.ts";
import type { Survey, SurveyedRelease } from "./survey-releases.ts";

/**
 * The release to roll back to: the requested one, or by default the newest complete release before the current one.
 * After a rollback, the default is the current release, so that rolling back again changes nothing, or finishes an
 * interrupted run. Throws if no release qualifies.
 */
export function chooseRelease(label: string, survey: Survey, to: string | undefined): KeptRelease {
  if (to !== undefined) return requireComplete(label, requireRelease(label, survey, to));
  const { current, rolledBackFrom, others } = survey;
  if (current && rolledBackFrom !== undefined) return requireComplete(label, current);
  const found = others.find(({ kept }) => kept !== undefined)?.kept;
  if (!found) throw nothingToRollBackTo(label, survey);
  return found;
}

function requireRelease(label: string, { current, others }: Survey, to: string): SurveyedRelease {
  const all = current ? [current, ...others] : others;
  const found = all.find(({ release }) => release.id === to);
  if (found) return found;
  throw new TodoApiError(
    "no-such-release",
    EXIT.notFound,
    `${label} has no release ${JSON.stringify(to)}; nothing was changed`,
    { next: [LIST] },
  );
}

function requireComplete(label: string, { release, kept, missing }: SurveyedRelease): KeptRelease {
  if (kept) return kept;
  throw new TodoApiError(
    "release-not-kept",
    EXIT.notFound,
    `cannot roll ${label} back to ${releaseText(release)}: ${listWithAnd(missing)} no longer ${missing.length === 1 ? "exists" : "exist"}; nothing was changed`,
    { details: { release: release.id, missing }, next: [LIST] },
  );
}

function nothingToRollBackTo(label: string, { current, others }: Survey): TodoApiError {
  const runs = current ? `; it is running ${releaseText(current.release)}` : "";
  const why =
    others.length === 0
      ? "has no earlier release"
      : "has no complete earlier release, for example because a function or the API was recreated, or code was changed outside todo-api";
  return new TodoApiError("nothing-to-roll-back-to", EXIT.notFound, `${label} ${why}${runs}; nothing was changed`, {
    details: { missing: Object.fromEntries(others.map(({ release, missing }) => [release.id, missing])) },
    next: [{ command: "todo-api deploy", comment: "deploy the code and API of the installed todo-api version" }],
  });
}

const LIST = { command: "todo-api rollback --list", comment: "list the releases" };
