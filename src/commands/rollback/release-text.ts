import type { RecordedRelease, rollbackIn } from "../../resources/release.ts";
import { toPrintable } from "../../text/printable.ts";
import type { Survey, SurveyedRelease } from "./survey-releases.ts";

/** A release in words: which one, of which version, since when. */
export function releaseText({ id, version, deployedAt }: RecordedRelease): string {
  return toPrintable(`release ${id} (todo-api ${version}, first deployed ${timeText(deployedAt)})`);
}

/** Says that an earlier release was put back. */
export function rolledBackText(label: string, { from, to }: NonNullable<ReturnType<typeof rollbackIn>>): string {
  return `${label} was rolled back from release ${toPrintable(from)} to ${releaseText(to)}. A deploy puts this version's code and API forward again.`;
}

/** The releases as a person reads them, what runs first. */
export function releaseTable({ current, rolledBackFrom, others }: Survey): string {
  const isRolledBack = rolledBackFrom !== undefined;
  const lines = [
    ...(current ? [releaseLine(current, isRolledBack ? `runs, put back in place of ${rolledBackFrom}` : "runs")] : []),
    ...others.map((one) => releaseLine(one, one.kept ? "can be put back" : `not whole: ${one.missing.join(", ")}`)),
  ];
  return `${["RELEASE   FIRST DEPLOYED           BY              STATE", ...lines].join("\n")}\n`;
}

function releaseLine({ release: { id, version, deployedAt } }: SurveyedRelease, state: string): string {
  return toPrintable(`${id}  ${timeText(deployedAt)}  ${`todo-api ${version}`.padEnd(14)}  ${state}`);
}

/** `2026-11-25 15:41:07 UTC` */
function timeText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
