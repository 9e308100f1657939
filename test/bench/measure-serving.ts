import { APIGatewayClient, GetRestApisCommand, UpdateStageCommand } from "@aws-sdk/client-api-gateway";
import { daemonOf } from "./local-daemon.ts";
import { runNode } from "./measure.ts";
import { type Load, measureLoad } from "./measure-load.ts";
import type { PackageCopy } from "./package-copy.ts";

/** Measures GET /items/{id} through edge, function and table of the local cloud. */
export async function measureServing({ bin, work }: PackageCopy): Promise<Load> {
  const { stdout } = await runNode([bin, "deploy", "--local", "--throttle", "10000/5000"], work);
  try {
    const collection = `${stdout.trim()}/items`;
    const created = await fetch(collection, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ title: "Buy milk" }),
    });
    const { url }: { url: string } = JSON.parse(await created.text());
    await liftThrottle(work, new URL(stdout.trim()));
    return await measureLoad(url);
  } finally {
    await runNode([bin, "destroy", "--local", "--yes"], work);
    await runNode([bin, "local", "stop"], work);
  }
}

/** Sets the stage's maximum throttle, so that it does not limit the measured rate. */
async function liftThrottle(work: string, api: URL): Promise<void> {
  const { port, credentials } = daemonOf(work);
  const client = new APIGatewayClient({ endpoint: `http://127.0.0.1:${port}`, region: "us-east-1", credentials });
  const { items = [] } = await client.send(new GetRestApisCommand({}));
  const path = "/*/*/throttling";
  const patchOperations = [
    { op: "replace" as const, path: `${path}/rateLimit`, value: "10000" },
    { op: "replace" as const, path: `${path}/burstLimit`, value: "5000" },
  ];
  await client.send(
    new UpdateStageCommand({ restApiId: items[0]?.id, stageName: api.pathname.slice(1), patchOperations }),
  );
}
