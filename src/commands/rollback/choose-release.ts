import { EXIT, TodoApiError } from "../../errors.ts";
import type { KeptRelease } from "../../stack/rollback-stack.ts";
import { releaseText } from "./release-text.ts";
import type { Survey, SurveyedRelease } from "./survey-releases.ts";

/**
 * The release to put back: the one that is asked for, or the newest before the last deploy of which all is kept. After a rollback that is the one that was put
 * back: to roll back again changes nothing, and finishes what was cut off. Throws where there is none.
 */
export function chooseRelease(label: string, survey: Survey, to: string | undefined): KeptRelease {
  if (to !== undefined) return whole(label, askedFor(label, survey, to));
  const { current, rolledBackFrom, others } = survey;
  if (current && rolledBackFrom !== undefined) return whole(label, current);
  const found = others.find(({ kept }) => kept !== undefined)?.kept;
  if (!found) throw nothingToRollBackTo(label, survey);
  return found;
}

function askedFor(label: string, { current, others }: Survey, to: string): SurveyedRelease {
  const all = current ? [current, ...others] : others;
  const found = all.find(({ release }) => release.id === to);
  if (found) return found;
  throw new TodoApiError(
    "no-such-release",
    EXIT.notFound,
    `${label} has no release ${JSON.stringify(to)} there. Nothing was changed.`,
    { next: [LIST] },
  );
}

function whole(label: string, { release, kept, missing }: SurveyedRelease): KeptRelease {
  if (kept) return kept;
  throw new TodoApiError(
    "release-not-kept",
    EXIT.notFound,
    `${label} cannot go back to ${releaseText(release)}: ${missing.join(" and ")} is not kept there any more. Nothing was changed.`,
    { details: { release: release.id, missing }, next: [LIST] },
  );
}

function nothingToRollBackTo(label: string, { current, others }: Survey): TodoApiError {
  const what = current ? `: it runs ${releaseText(current.release)}` : "";
  const why =
    others.length === 0
      ? "and no other was deployed before it"
      : "and of none before it all is kept: a function or the API was made anew since, or its code changed by hand";
  return new TodoApiError(
    "nothing-to-roll-back-to",
    EXIT.notFound,
    `There is nothing that ${label} could go back to${what}, ${why}. Nothing was changed.`,
    {
      details: { missing: Object.fromEntries(others.map(({ release, missing }) => [release.id, missing])) },
      next: [{ command: "todo-api deploy", comment: "deploy this version of todo-api" }],
    },
  );
}

const LIST = { command: "todo-api rollback --list", comment: "list the releases" };
