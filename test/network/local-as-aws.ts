import { type IncomingMessage, type RequestListener, request, type ServerResponse } from "node:http";
import { SignatureV4 } from "@smithy/signature-v4";
import { Sha256 } from "../../handlers/sha256.ts";
import { TEST_REGION, type TestCloud } from "../support/local-cloud.ts";

/** Responds at AWS's host names as AWS would: with a local cloud, whose administrator signs the requests again. */
export function localAsAws(local: TestCloud): RequestListener {
  return (message, response) => {
    forward(local, message, response).catch(() => response.destroy());
  };
}

async function forward(local: TestCloud, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.concat(await message.toArray());
  const url = urlIn(local, message.headers.host ?? "", message.url ?? "/");
  const headers = await signedAgain(local, message, url, body);
  const forwarded = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { method: message.method ?? "GET", headers }, resolve)
      .once("error", reject)
      .end(body);
  });
  response.writeHead(forwarded.statusCode ?? 502, forwarded.headers);
  forwarded.pipe(response);
}

/** The address in the local cloud for this host name of AWS. */
function urlIn({ cloud, endpoint }: TestCloud, host: string, path: string): URL {
  const [first = "", kind = ""] = host.split(".");
  if (kind.startsWith("s3-website")) return new URL(`${cloud.websites.urlOf(first)}${path}`);
  if (kind === "execute-api") return new URL(`${cloud.edge.urlOf(first)}${path}`);
  return new URL(kind === "s3" ? `${endpoint}/${first}${path}` : `${endpoint}${path}`);
}

async function signedAgain(
  local: TestCloud,
  { headers, method = "GET" }: IncomingMessage,
  url: URL,
  body: Buffer,
): Promise<Readonly<Record<string, string>>> {
  const { authorization, host: _, connection: __, ...others } = headers;
  const sent = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, String(value)]));
  const [, service] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(authorization ?? "") ?? [];
  if (service === undefined) return { ...sent, host: url.host };
  const { credentials } = local;
  const region = service === "iam" ? "us-east-1" : TEST_REGION;
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== "s3" });
  const { headers: signed } = await signer.sign({
    method,
    protocol: "http:",
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...sent, host: url.host },
    body,
  });
  return signed;
}
