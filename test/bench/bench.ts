import { cpus } from "node:os";
import { measureDeploys } from "./measure-deploys.ts";
import { measureHandlers } from "./measure-handlers.ts";
import { CONNECTIONS, type Load } from "./measure-load.ts";
import { measurePeer, type PeerLoads } from "./measure-peer.ts";
import { measureServing } from "./measure-serving.ts";
import { measureSimulation } from "./measure-simulation.ts";
import { measureStartUp } from "./measure-start-up.ts";
import { copyPackage } from "./package-copy.ts";
import { PACKAGE_ROOT } from "./package-root.ts";
import { atMost, type Row, shown, tableOf } from "./row.ts";

/**
 * Runs every benchmark, prints the table, and returns 1 if a limit was exceeded. With `--peers`, the peer is installed
 * into a temporary folder and measured as well.
 */
export async function bench(args: readonly string[]): Promise<number> {
  const copy = copyPackage(PACKAGE_ROOT);
  try {
    const rows = [
      ...(await measureStartUp(copy.bin, copy.work)),
      ...(await measureDeploys(copy)),
      ...(await measureSimulation(copy)),
      ...(await measureHandlers(PACKAGE_ROOT)),
    ];
    const own = await measureServing(copy);
    const peer = args.includes("--peers") ? await measurePeer() : undefined;
    const all = [...rows, ...servingRows(own, peer)];
    const machine = `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} cores`;
    process.stdout.write(`${machine}\n\n${tableOf(all)}\n`);
    return all.every(({ met }) => met !== false) ? 0 : 1;
  } finally {
    copy.remove();
  }
}

function servingRows(own: Load, peer: PeerLoads | undefined): readonly Row[] {
  const what = `GET /items/{id} through edge, function and table, ${CONNECTIONS} connections`;
  const rate = `${own.requestsPerSecond.toFixed(0)} req/s`;
  const against = ({ requestsPerSecond, p99 }: Load) => `${requestsPerSecond.toFixed(0)} req/s, p99 ${p99} ms`;
  const times = ({ requestsPerSecond }: Load) => `${(own.requestsPerSecond / requestsPerSecond).toFixed(2)} x`;
  const speed: readonly Row[] = peer
    ? [
        {
          what: `${what}, against serverless-offline \`--useInProcess\` with dynalite and a handler on the AWS SDK (${against(peer.sdkHandler)})`,
          measured: `${rate} (${times(peer.sdkHandler)})`,
          limit: "at least 0.7 x",
          met: own.requestsPerSecond >= 0.7 * peer.sdkHandler.requestsPerSecond,
        },
        {
          what: `the same with our handler in the peer (${against(peer.ownHandler)})`,
          measured: times(peer.ownHandler),
          limit: "-",
          met: undefined,
        },
      ]
    : [
        {
          what: `${what} (compared with serverless-offline by \`npm run bench -- --peers\`)`,
          measured: rate,
          limit: "-",
          met: undefined,
        },
      ];
  return [
    ...speed,
    shown("the same, p99", own.p99, "ms", 0),
    atMost("the same, failed requests", own.failures, 0, "requests", 0),
  ];
}
