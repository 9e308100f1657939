import { measureInterleaved, runNode } from "./measure.ts";
import { atMost, type Row } from "./row.ts";

const ROUNDS = 21;

/** Measures how long `--help` and `--version` take, compared with a Node process that does nothing. */
export async function measureStartUp(bin: string, work: string): Promise<readonly Row[]> {
  const time = async (args: readonly string[]) => (await runNode(args, work)).milliseconds;
  await time([bin, "--help"]);
  const times = await measureInterleaved(ROUNDS, {
    node: () => time(["-e", "0"]),
    help: () => time([bin, "--help"]),
    version: () => time([bin, "--version"]),
  });
  const { node = Number.NaN, help = Number.NaN, version = Number.NaN } = times;
  return [
    atMost(`\`--help\` against \`node -e 0\` (${node.toFixed(0)} ms)`, help / node, 1.3, "x"),
    atMost("`--version` against `node -e 0`", version / node, 1.3, "x"),
  ];
}
