import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { unzipSync } from "fflate";
import { measureInterleaved, runNode } from "./measure.ts";
import { atMost, type Row, shown } from "./row.ts";

const ACTIONS = ["create", "read", "update", "delete"];
const ROUNDS = 15;

/** Measures the size of the handlers' packages, and how much longer than an empty handler they take to load. */
export async function measureHandlers(root: string): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "todo-api-handlers-"));
  try {
    const zips = ACTIONS.map((action) => ({ action, file: join(root, "dist", "handlers", `${action}.zip`) }));
    for (const { action, file } of zips)
      writeFileSync(join(folder, `${action}.mjs`), unzipSync(readFileSync(file))["index.mjs"] ?? "");
    writeFileSync(join(folder, "empty.mjs"), "export const handler = async () => ({ statusCode: 204 });\n");
    const load = (name: string) => async () => {
      const url = pathToFileURL(join(folder, `${name}.mjs`)).href;
      const code = `const start = performance.now(); import(${JSON.stringify(url)}).then(() => process.stdout.write(String(performance.now() - start)));`;
      return Number((await runNode(["-e", code], folder)).stdout);
    };
    const times = await measureInterleaved(
      ROUNDS,
      Object.fromEntries([...ACTIONS, "empty"].map((name) => [name, load(name)])),
    );
    const slowest = Math.max(...ACTIONS.map((action) => (times[action] ?? Number.NaN) - (times.empty ?? 0)));
    const largest = Math.max(...zips.map(({ file }) => statSync(file).size)) / 1000;
    return [
      atMost("largest handler, zipped", largest, 60, "kB", 1),
      shown("load time of the slowest handler, minus that of an empty one", slowest, "ms", 1),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
