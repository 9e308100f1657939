import type { Ran, Site } from "./site.ts";

/** One action of a run with its checks; `run` throws an error that describes the failure. */
export interface Step {
  readonly name: string;
  run(site: Site): Promise<void>;
}

export interface StepResult {
  readonly as: string;
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly why?: string;
}

/** Runs steps in order until one fails, and prints the result of each. */
export async function runSteps(
  as: string,
  site: Site,
  steps: readonly Step[],
  print: (text: string) => void,
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const { name, run } of steps) {
    const startedAt = Date.now();
    const why = await run(site).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    const seconds = Math.round((Date.now() - startedAt) / 100) / 10;
    results.push({ as, name, ok: why === undefined, seconds, ...(why !== undefined && { why }) });
    print(
      `${why === undefined ? "ok    " : "FAILED"}  ${as}: ${name} (${seconds} s)${why === undefined ? "" : `\n${why}`}`,
    );
    if (why !== undefined) break;
  }
  return results;
}

/** Returns the command's output if its exit code is one of these; otherwise throws an error with the output. */
export function expectCode({ code, stdout, stderr }: Ran, ...codes: readonly number[]): string {
  if (codes.includes(code)) return stdout;
  throw new Error(`exit code ${code}, not ${codes.join(" or ")}:\n${stdout}${stderr}`.trimEnd());
}
