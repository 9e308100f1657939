import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { type Emulator, REGION } from "./emulators.ts";
import { Unavailable } from "./python.ts";

/** The environment's credentials for an emulator. */
export const KEYS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: REGION };

/** Describes tests on an emulator; if it cannot be installed, they are skipped and the reason is printed. */
export async function describeOn(
  name: string,
  start: () => Promise<Emulator>,
  tests: (emulator: Emulator) => void,
): Promise<void> {
  try {
    const emulator = await start();
    describe(name, () => {
      afterAll(emulator.stop);
      tests(emulator);
    });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    process.stderr.write(`SKIPPED: ${name}: ${error.message}\n`);
    describe.skip(`${name} (${error.message})`, () => tests(NONE));
  }
}

const NONE: Emulator = { endpoint: "", list: async () => ({}), stop: async () => {} };

/** Creates a folder for its own stack; also returns a function that removes it. */
export async function makeProject(): Promise<{ readonly cwd: string; remove(): Promise<void> }> {
  const cwd = await realpath(await mkdtemp(join(tmpdir(), "todo-api-endpoints-")));
  return { cwd, remove: () => rm(cwd, { recursive: true, force: true }) };
}

/** The resources of an emulator that belong to todo-api, by name. */
export function ownNames(listed: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.entries(listed).flatMap(([kind, names]) =>
    names.filter((name) => name.includes("todo-api")).map((name) => `${kind}: ${name}`),
  );
}
