import type { JournalEntry } from "../../src/local/journal.ts";
import { callsOf } from "./local-daemon.ts";
import { median, runNode, succeeded } from "./measure.ts";
import type { PackageCopy } from "./package-copy.ts";
import { atMost, type Row } from "./row.ts";

const ROUNDS = 5;

interface Step {
  readonly milliseconds: number;
  readonly calls: readonly JournalEntry[];
}

/** First deploy, deploy of nothing, deploy of one handler, destroy: whole processes on a warm local cloud, the median of five rounds. */
export async function converging({ bin, work, changeHandler }: PackageCopy): Promise<readonly Row[]> {
  await succeeded(runNode([bin, "local", "start"], work));
  try {
    const rounds: (readonly Step[])[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = await step(["deploy", "--local"]);
      const second = await step(["deploy", "--local"]);
      changeHandler("read");
      const changed = await step(["deploy", "--local"]);
      const destroyed = await step(["destroy", "--local", "--yes"]);
      rounds.push([first, second, changed, destroyed]);
    }
    return rowsOf(rounds);
  } finally {
    await runNode([bin, "local", "stop"], work);
  }

  async function step(args: readonly string[]): Promise<Step> {
    const before = (await callsOf(work)).length;
    const { milliseconds } = await succeeded(runNode([bin, ...args], work));
    return { milliseconds, calls: (await callsOf(work)).slice(before).filter(isOfTheTool) };
  }
}

function rowsOf(rounds: readonly (readonly Step[])[]): readonly Row[] {
  const seconds = (index: number) => median(rounds.map((steps) => steps[index]?.milliseconds ?? Number.NaN)) / 1000;
  const calls = (index: number) => rounds.at(-1)?.[index]?.calls ?? [];
  const mutating = (index: number) =>
    rounds.flatMap((steps) => steps[index]?.calls ?? []).filter(({ readOnly }) => !readOnly);
  const touched = [...new Set(mutating(2).map(({ operation }) => operation))].sort().join(", ");
  return [
    atMost("first `deploy`", seconds(0), 1.5, "s"),
    atMost("first `deploy`, AWS calls", calls(0).length, 75, "calls", 0),
    atMost("second `deploy`, nothing changed", seconds(1), 0.6, "s"),
    atMost("second `deploy`, AWS calls", calls(1).length, 36, "calls", 0),
    atMost("second `deploy`, mutating calls", mutating(1).length, 0, "calls", 0),
    atMost("`deploy` of one changed handler", seconds(2), 0.7, "s"),
    {
      what: "what that changed",
      measured: `${touched} (${mutating(2).length / rounds.length} a deploy)`,
      // Its code and tags, the version that keeps what it was, and the API's tags that record the release.
      bar: "that function, and what a rollback needs",
      reached:
        touched === "PublishVersion, TagResource, UpdateFunctionCode" && mutating(2).length === 4 * rounds.length,
    },
    atMost("`destroy`, verified", seconds(3), 1.5, "s"),
    atMost("`destroy`, AWS calls", calls(3).length, 62, "calls", 0),
  ];
}

/** The functions call DynamoDB too; those calls are not the tool's. */
function isOfTheTool({ principal }: JournalEntry): boolean {
  return principal.includes(":user/");
}
