import fc from "fast-check";
import { expect } from "vitest";
import type { Inventory } from "../../support/inventory.ts";
import { type Run, type Walk, walks } from "./steps.ts";
import { takeStep } from "./take-step.ts";
import { prepareVersions, type Version, type Versions } from "./versions.ts";
import { openAccount } from "./walk-account.ts";

/** The last step of every life cycle. */
const LAST_VERSION: Version = { tool: "1.1.0", code: "this", protect: true };

/** Every run takes the same walks, unless the environment sets a number of other ones. */
const DEFAULT_SEED = process.env["TODO_API_WALKS"] === undefined ? "2" : undefined;
/**
 * `TODO_API_SEED=12` repeats the run that printed the seed 12; `TODO_API_SEED=12/3:1` repeats only its failure, in its
 * shortest form.
 */
const [SEED = DEFAULT_SEED, PATH] = process.env["TODO_API_SEED"]?.split("/") ?? [];

/** Walks that failed once; every run starts with them. */
const FOUND_BEFORE: readonly Walk[] = [
  // A call that was in flight when the process was killed took effect after the next process had read.
  walkOf(
    { does: "deploy", version: { tool: "1.1.0", code: "this", protect: undefined }, disruption: undefined },
    {
      does: "deploy",
      version: { tool: "1.1.0", code: "other", protect: undefined },
      disruption: { is: "cut", call: 52, when: "before" },
    },
  ),
];

function walkOf(...runs: readonly Run[]): Walk {
  return { neighbors: false, slow: undefined, steps: runs.map((run) => ({ step: "run", run })) };
}

/** Walks a stack through a number of random life cycles, and shrinks one that fails. */
export async function walkAll(numRuns: number): Promise<void> {
  const versions = await prepareVersions();
  const undisturbed = referenceOf(versions);
  try {
    await fc.assert(
      fc.asyncProperty(walks, (walk) => walkOnce(versions, undisturbed, walk)),
      {
        numRuns,
        ...(SEED !== undefined && { seed: Number(SEED) }),
        ...(PATH !== undefined && { path: PATH }),
        examples: FOUND_BEFORE.map((walk): [Walk] => [walk]),
        reporter,
      },
    );
  } finally {
    await versions.remove();
  }
}

async function walkOnce(versions: Versions, undisturbed: Reference, { neighbors, slow, steps }: Walk): Promise<void> {
  const account = await openAccount(versions, { neighbors, slow }, (version) => undisturbed(neighbors, version));
  try {
    for (const step of steps) await takeStep(account, versions, step);
    await account.deployCalmly(LAST_VERSION);
    await account.destroyCalmly(LAST_VERSION);
    account.expectOthersUntouched();
  } finally {
    await account.stop();
  }
}

type Reference = (neighbors: boolean, version: Version) => Promise<Inventory>;

/** The result of a deploy of a version in an empty account, or in one with other resources; computed once. */
function referenceOf(versions: Versions): Reference {
  const known = new Map<string, Promise<Inventory>>();
  return (neighbors, version) => {
    const key = JSON.stringify([neighbors, version.tool, version.code, version.protect ?? "unchanged"]);
    const inventory = known.get(key) ?? deployOnce(versions, neighbors, version);
    known.set(key, inventory);
    return inventory;
  };
}

async function deployOnce(versions: Versions, neighbors: boolean, version: Version): Promise<Inventory> {
  let reference: Inventory = {};
  const account = await openAccount(versions, { neighbors, slow: undefined }, async () => {
    reference = account.inventory();
    return reference;
  });
  try {
    await account.deployCalmly(version);
    expect(Object.keys(reference["functions"] ?? {})).toHaveLength(4);
    return reference;
  } finally {
    await account.stop();
  }
}

function reporter({ failed, seed, counterexample, counterexamplePath, errorInstance }: fc.RunDetails<[Walk]>): void {
  if (!failed) return;
  const walk = JSON.stringify(counterexample?.[0], undefined, 2);
  const again = `TODO_API_SEED=${seed}/${counterexamplePath} npm run test:deep -- test/deep/walks.deep.ts`;
  throw new Error(`To repeat this walk: ${again}\n${walk}`, { cause: errorInstance });
}
