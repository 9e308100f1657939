import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { JournalEntry } from "../../src/local/request/journal.ts";
import { recipeFor } from "./baseline/recipe-for.ts";
import { callsOf } from "./local-daemon.ts";
import { median, requireSuccess, runNode } from "./measure.ts";
import type { PackageCopy } from "./package-copy.ts";
import { PACKAGE_ROOT } from "./package-root.ts";
import { against, atMost, type Row, shown } from "./row.ts";

const ROUNDS = 7;
/** Built next to this benchmark. It imports the installed SDK, as a user's script does. */
const BASELINE = fileURLToPath(new URL("./baseline.mjs", import.meta.url));

interface Step {
  readonly milliseconds: number;
  readonly calls: readonly JournalEntry[];
}

/**
 * Measures a first deploy, deploys without changes and of one handler, and a destroy. Compares them with an SDK script
 * that creates, reads and removes the same resources: whole processes on one warm local cloud, medians of all rounds.
 */
export async function measureDeploys({ bin, work, changeHandler }: PackageCopy): Promise<readonly Row[]> {
  await requireSuccess(runNode([bin, "local", "start"], work));
  try {
    const recipe = join(work, "recipe.json");
    writeFileSync(recipe, JSON.stringify(recipeFor(PACKAGE_ROOT, work)));
    const rounds: (readonly Step[])[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = await step([bin, "deploy", "--local"]);
      const second = await step([bin, "deploy", "--local"]);
      changeHandler("read");
      const changed = await step([bin, "deploy", "--local"]);
      const destroyed = await step([bin, "destroy", "--local", "--yes"]);
      const created = await step([BASELINE, "create", recipe]);
      const read = await step([BASELINE, "read", recipe]);
      const removed = await step([BASELINE, "remove", recipe]);
      rounds.push([first, second, changed, destroyed, created, read, removed]);
    }
    return rowsOf(rounds);
  } finally {
    await runNode([bin, "local", "stop"], work);
  }

  async function step(args: readonly string[]): Promise<Step> {
    const before = (await callsOf(work)).length;
    const { milliseconds } = await requireSuccess(runNode(args, work));
    return { milliseconds, calls: (await callsOf(work)).slice(before).filter(isFromTool) };
  }
}

function rowsOf(rounds: readonly (readonly Step[])[]): readonly Row[] {
  const time = (index: number) => median(rounds.map((steps) => steps[index]?.milliseconds ?? Number.NaN));
  const calls = (index: number) => rounds.at(-1)?.[index]?.calls ?? [];
  const mutating = (index: number) =>
    rounds.flatMap((steps) => steps[index]?.calls ?? []).filter(({ readOnly }) => !readOnly);
  const touched = [...new Set(mutating(2).map(({ operation }) => operation))].sort().join(", ");
  const script = (what: string, index: number) =>
    `a bare SDK script that ${what} the same resources in ${calls(index).length} calls`;
  return [
    against("first `deploy`", script("creates", 4), time(0), time(4), 1.5),
    atMost("first `deploy`, AWS calls", calls(0).length, 75, "calls", 0),
    against("second `deploy`, nothing changed", script("reads", 5), time(1), time(5), 1.3),
    atMost("second `deploy`, AWS calls", calls(1).length, 36, "calls", 0),
    atMost("second `deploy`, mutating calls", mutating(1).length, 0, "calls", 0),
    shown("`deploy` of one changed handler", time(2) / 1000, "s"),
    {
      what: "`deploy` of one changed handler, mutating calls",
      measured: `${touched} (${mutating(2).length / rounds.length} per deploy)`,
      // These are its code and tags, the version that keeps the previous code, and the API's tags that record the
      // release.
      limit: "that function, and what a rollback needs",
      met: touched === "PublishVersion, TagResource, UpdateFunctionCode" && mutating(2).length === 4 * rounds.length,
    },
    against("`destroy`, verified", script("removes", 6), time(3), time(6), 1.3),
    atMost("`destroy`, AWS calls", calls(3).length, 62, "calls", 0),
  ];
}

/** The functions also call DynamoDB, but those calls are not todo-api's. */
function isFromTool({ principal }: JournalEntry): boolean {
  return principal.includes(":user/");
}
