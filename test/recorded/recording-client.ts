import { Readable } from "node:stream";
import { APIGateway } from "@aws-sdk/client-api-gateway";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { IAM } from "@aws-sdk/client-iam";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { STS } from "@aws-sdk/client-sts";
import { HttpRequest, HttpResponse } from "@smithy/core/protocols";
import type { Client } from "../../src/aws/expect-aws-responses.ts";
import type { ServiceName } from "../../src/local/model/service-model.ts";
import type { TestCloud } from "../support/local-cloud.ts";

/** An HTTP response as it arrived. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** SDK clients of all services that keep the last raw response. */
export interface RecordingClients {
  readonly of: Readonly<Record<ServiceName, object>>;
  last(): RawResponse | undefined;
  forget(): void;
}

/** Creates the clients with a configuration. */
export function createRecordingClients(config: TestCloud["clientConfig"]): RecordingClients {
  let last: RawResponse | undefined;
  const s3 = new S3({ ...config, forcePathStyle: true });
  omitContentType(s3);
  const of = {
    iam: new IAM(config),
    sts: new STS(config),
    lambda: new Lambda(config),
    apigateway: new APIGateway(config),
    dynamodb: new DynamoDB(config),
    logs: new CloudWatchLogs(config),
    s3,
  };
  const clients: readonly Client[] = Object.values(of);
  for (const client of clients)
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        if (!HttpResponse.isInstance(result.response)) return result;
        const { statusCode, headers, body } = result.response;
        last = { status: statusCode, headers, body: await readAll(body) };
        result.response.body = Readable.from(last.body.length > 0 ? [last.body] : []);
        return result;
      },
      { step: "deserialize", priority: "low" },
    );
  return { of, last: () => last, forget: () => (last = undefined) };
}

/** Removes the SDK's default ContentType, which the recorded requests lack. */
function omitContentType(s3: S3): void {
  s3.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        const isOwn = commandName === "PutObjectCommand" && !("ContentType" in args.input);
        if (isOwn && HttpRequest.isInstance(args.request)) delete args.request.headers["content-type"];
        return next(args);
      },
    { step: "build", priority: "low" },
  );
}

async function readAll(body: unknown): Promise<Buffer> {
  if (!(body instanceof Readable)) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
