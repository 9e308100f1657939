import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import type { Fetch } from "../network/fetch.ts";
import { isLoopback } from "../network/loopback.ts";
import { dnsSuffixOf } from "./partitions.ts";
import { endpointOf, type Target } from "./target.ts";

/**
 * Returns a `fetch` for an API that requires signed requests. It signs each request when it is sent, for the
 * execute-api service, with the credentials that AWS calls use
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html).
 */
export function signedFetch(fetch: Fetch, target: Target, now: () => number): Fetch {
  const { region, credentials } = target;
  if (credentials === undefined) throw new Error("requests cannot be signed without credentials");
  const signer = new SignatureV4({ service: "execute-api", region, credentials, sha256: Hash.bind(null, "sha256") });
  return async (url, options = {}) => {
    requireOwnApi(url, target);
    const { method = "GET", headers = {}, body } = options;
    const { host, protocol, hostname, pathname: path, searchParams } = new URL(url);
    const query = Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
    // Only these headers are signed, because proxies may change others.
    const type = headers["content-type"];
    const request = {
      method,
      protocol,
      hostname,
      path,
      query,
      body,
      headers: { host, ...(type && { "content-type": type }) },
    };
    const { headers: signed } = await signer.sign(request, { signingDate: new Date(now()) });
    const { host: _, ...added } = signed;
    return fetch(url, { ...options, headers: { ...headers, ...added } });
  };
}

/** Throws if the URL cannot belong to one of the target's APIs, because a signed request contains the session token. */
function requireOwnApi(url: string, target: Target): void {
  const { origin } = new URL(url);
  if (!isOwnApi(url, target))
    throw new Error(`cannot sign a request to ${origin}, which is not one of the target's APIs`);
}

function isOwnApi(url: string, target: Target): boolean {
  if (target.kind === "local") return isLoopback(url);
  const { origin } = new URL(url);
  const endpoint = endpointOf(target, "API Gateway");
  if (endpoint !== undefined) return origin === new URL(endpoint).origin;
  return (
    origin.startsWith("https://") && origin.endsWith(`.execute-api.${target.region}.${dnsSuffixOf(target.region)}`)
  );
}
