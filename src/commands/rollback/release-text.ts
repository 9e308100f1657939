import type { RecordedRelease, rollbackIn } from "../../resources/release.ts";
import { toPrintable } from "../../text/printable.ts";
import type { Survey, SurveyedRelease } from "./survey-releases.ts";

/** A release as text: its ID, the version of todo-api, and the time of its first deploy. */
export function releaseText({ id, version, deployedAt }: RecordedRelease): string {
  return toPrintable(`release ${id} (todo-api ${version}, first deployed ${utcText(deployedAt)})`);
}

/** The sentences about a stack that was rolled back. */
export function rolledBackText(label: string, { from, to }: NonNullable<ReturnType<typeof rollbackIn>>): string {
  return `${label} was rolled back from release ${toPrintable(from)} to ${releaseText(to)}. Deploy to return to the code and API of the installed todo-api version.`;
}

/** Formats the releases as a table, the current one first. */
export function releaseTable({ current, rolledBackFrom, others }: Survey): string {
  const isRolledBack = rolledBackFrom !== undefined;
  const lines = [
    ...(current
      ? [releaseLine(current, isRolledBack ? `current, rolled back from ${rolledBackFrom}` : "current")]
      : []),
    ...others.map((one) => releaseLine(one, one.kept ? "available" : `incomplete: ${one.missing.join(", ")}`)),
  ];
  return `${["RELEASE   FIRST DEPLOYED           BY              STATE", ...lines].join("\n")}\n`;
}

function releaseLine({ release: { id, version, deployedAt } }: SurveyedRelease, state: string): string {
  return toPrintable(`${id}  ${utcText(deployedAt)}  ${`todo-api ${version}`.padEnd(14)}  ${state}`);
}

/** `2026-11-25 15:41:07 UTC` */
function utcText(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
