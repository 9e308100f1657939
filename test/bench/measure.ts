import { spawn } from "node:child_process";

/** The measurements of a child process. Times are milliseconds of the whole process. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
}

export function runNode(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = process.env): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, [...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr, milliseconds: performance.now() - startedAt }));
  });
}

/** Returns the measurements of a command; throws if it failed. */
export async function requireSuccess(running: Promise<Ran>): Promise<Ran> {
  const ran = await running;
  if (ran.code !== 0) throw new Error(`The command failed with exit code ${ran.code}:\n${ran.stderr}${ran.stdout}`);
  return ran;
}

/** The median; with an even number of values, the higher of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Alternates between the candidates, so that other load affects all of them; returns the median of each. */
export async function measureInterleaved(
  rounds: number,
  candidates: Readonly<Record<string, () => Promise<number>>>,
): Promise<Readonly<Record<string, number>>> {
  const times = new Map<string, number[]>(Object.keys(candidates).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, candidate] of Object.entries(candidates)) times.get(name)?.push(await candidate());
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)]));
}
