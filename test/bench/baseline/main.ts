// `node baseline.mjs <create, read or remove> <recipe.json>`: what a deploy, a deploy of nothing and a destroy do at least, with the bare SDK
// and as much at the same time as can be.
import { readFileSync } from "node:fs";
import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { createAll } from "./create-all.ts";
import { readAll } from "./read-all.ts";
import type { Recipe } from "./recipe.ts";
import { removeAll } from "./remove-all.ts";

/** The clients of one run. */
export type Clients = ReturnType<typeof clientsFor>;

const [command = "", file = ""] = process.argv.slice(2);
const recipe: Recipe = JSON.parse(readFileSync(file, "utf8"));
const run = { create: createAll, read: readAll, remove: removeAll }[command];
if (!run) throw new Error(`unknown command ${command}`);
await run(clientsFor(recipe), recipe);

function clientsFor({ endpoint, region, credentials }: Recipe) {
  const config = { endpoint, region, credentials };
  return {
    apigateway: new APIGatewayClient(config),
    dynamodb: new DynamoDBClient(config),
    iam: new IAMClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
  };
}
