import { cpus } from "node:os";
import { converging } from "./converging.ts";
import { handlers } from "./handlers.ts";
import { CONNECTIONS, type Load } from "./load.ts";
import { copyPackage } from "./package-copy.ts";
import { PACKAGE_ROOT } from "./package-root.ts";
import { peerServing } from "./peer.ts";
import { atMost, type Row, tableOf } from "./row.ts";
import { serving } from "./serving.ts";
import { startUp } from "./start-up.ts";

/** Runs every benchmark, prints the table, and answers 1 when a bar was missed. With `--peers` the peer is installed into a temporary folder and measured in turn. */
export async function bench(args: readonly string[]): Promise<number> {
  const copy = copyPackage(PACKAGE_ROOT);
  try {
    const rows = [
      ...(await startUp(copy.bin, copy.work)),
      ...(await converging(copy)),
      ...(await handlers(PACKAGE_ROOT)),
    ];
    const own = await serving(copy);
    const peer = args.includes("--peers") ? await peerServing() : undefined;
    const all = [...rows, ...servingRows(own, peer)];
    const machine = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} cores`;
    process.stdout.write(`${machine}\n\n${tableOf(all)}\n`);
    return all.every(({ reached }) => reached) ? 0 : 1;
  } finally {
    copy.remove();
  }
}

function servingRows(own: Load, peer: Load | undefined): readonly Row[] {
  const what = `GET /items/{id} through edge, function and table, ${CONNECTIONS} connections`;
  const rate = `${own.requestsPerSecond.toFixed(0)} req/s`;
  const speed: Row = peer
    ? {
        what: `${what}, against serverless-offline with dynalite (${peer.requestsPerSecond.toFixed(0)} req/s, p99 ${peer.p99} ms)`,
        measured: `${rate} (${(own.requestsPerSecond / peer.requestsPerSecond).toFixed(2)} x)`,
        bar: "at least 1 x",
        reached: own.requestsPerSecond >= peer.requestsPerSecond,
      }
    : { what: `${what} (its peer: \`npm run bench -- --peers\`)`, measured: rate, bar: "-", reached: true };
  return [
    speed,
    atMost("the same, p99", own.p99, 25, "ms", 0),
    atMost("the same, failed requests", own.failures, 0, "requests", 0),
  ];
}
