import { setMaxListeners } from "node:events";
import { inspect } from "node:util";
import { expect } from "vitest";
import type { Cloud } from "../../../src/aws/cloud.ts";
import type { ResourceResult } from "../../../src/engine/result.ts";
import { explainFailure } from "../../../src/report/failures.ts";
import { cutAt, interruptAt, isDeath } from "../../support/cut.ts";
import { addSearchFunction, removeDeleteFunction } from "../../support/other-actions.ts";
import { failuresIn } from "../scene.ts";
import { RUNS } from "./runs.ts";
import { type Disruption, DRIFTS, type Run, type Step } from "./steps.ts";
import type { Versions } from "./versions.ts";
import type { WalkedAccount } from "./walk-account.ts";

/** Performs a step, and checks what must be true after it. */
export async function takeStep(account: WalkedAccount, versions: Versions, step: Step): Promise<void> {
  if (step.step === "run") await runAlone(account, versions, step.run);
  else if (step.step === "two concurrent runs") await runBoth(account, versions, step.runs);
  else await changeByHand(account, step);
  account.local.faults.clear();
  account.expectOthersUntouched();
}

async function runAlone(account: WalkedAccount, versions: Versions, run: Run): Promise<void> {
  const { does, version, disruption } = run;
  if (!disruption && does === "deploy") return account.deployCalmly(version);
  if (!disruption && does === "destroy") return account.destroyCalmly(version);
  const before = account.inventory();
  const results = await disturbedRun(account, versions, run);
  // There may be no earlier release; the tests of rollback check its result.
  if (does === "rollback" || (disruption && !isTemporary(disruption))) return;
  expect(failuresIn(results)).toEqual([]);
  if (does === "destroy") account.expectDestroyed();
  else await account.expectDeployed(version, before);
}

async function runBoth(account: WalkedAccount, versions: Versions, runs: readonly Run[]): Promise<void> {
  await Promise.all(runs.map((run) => disturbedRun(account, versions, run)));
}

/** Whatever goes wrong, nothing fails with an unexpected error. */
async function disturbedRun(
  account: WalkedAccount,
  versions: Versions,
  { does, version, disruption }: Run,
): Promise<readonly ResourceResult[]> {
  const interrupt = new AbortController();
  setMaxListeners(0, interrupt.signal);
  const cloud = await account.newProcess(interrupt.signal);
  if (disruption) disturb(account, cloud, disruption, () => interrupt.abort(new Error("Ctrl-C")));
  if (does === "destroy") account.doubtItems();
  const results = await RUNS[does](versions.stackOf(cloud, version), cloud);
  // A deploy that starts before a destroy's tag is listed leaves that tag for the next deploy.
  if (does === "destroy") await account.waitForTags();
  const bugs = results.filter((result) => isBug(result) && !isInterruption(result, interrupt.signal));
  expect(bugs.map(({ id, error }) => `${id}: ${inspect(error)}`)).toEqual([]);
  return results;
}

function disturb({ local }: WalkedAccount, cloud: Cloud, disruption: Disruption, interrupt: () => void): void {
  if (disruption.is === "cut") cutAt(cloud, disruption);
  else if (disruption.is === "ctrl-c") interruptAt(cloud, disruption.call, interrupt);
  else local.faults.set({ kind: disruption.is, call: disruption.call });
}

/** Temporary failures, which must not affect the result of a run. */
function isTemporary({ is }: Disruption): boolean {
  return is !== "cut" && is !== "ctrl-c" && is !== "expire-credentials";
}

function isBug(result: ResourceResult): boolean {
  return result.outcome === "failed" && !isDeath(result.error) && explainFailure(result).code === "bug";
}

/** A run that Ctrl-C stops before its first resource throws the reason of its signal; the command then exits with 130. */
function isInterruption({ error }: ResourceResult, { aborted, reason }: AbortSignal): boolean {
  return aborted && error === reason;
}

type ByHand = Exclude<Step, { readonly step: "run" | "two concurrent runs" }>;

async function changeByHand(account: WalkedAccount, step: ByHand): Promise<void> {
  const at = { cloud: await account.newProcess(), test: account.local };
  try {
    if (step.step === "an additional action was deployed") await addSearchFunction(at);
    else if (step.step === "one action fewer was deployed") await removeDeleteFunction(at);
    else if (isApplicable(account, step.drift)) await DRIFTS.find(({ what }) => what === step.drift)?.apply(at);
    // Runs see a change to the table's tags only when it is listed.
    await account.waitForTags();
  } catch (error) {
    if (!isRejected(error)) throw error;
  }
}

/** AWS rejects changes of half-created or deleted resources. The drift matrix tests each change on a complete stack. */
function isRejected(error: unknown): boolean {
  return error instanceof Error && ("$fault" in error || /^There is no|is not deployed/.test(error.message));
}

/**
 * Only the API's tag records which functions were removed, and todo-api does not recreate a role for logs that other
 * owners gave the account.
 */
function isApplicable(account: WalkedAccount, drift: string): boolean {
  if (drift === "the table removed") account.doubtItems();
  if (drift === "the account's role for logs") return !account.neighbors;
  const forgetsFormer = drift === "the API removed" || drift === "the API's tag todo-api:functions removed";
  return !(forgetsFormer && Object.hasOwn(account.inventory()["functions"] ?? {}, "todo-api-dev-search"));
}
