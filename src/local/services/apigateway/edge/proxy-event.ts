import type { CompiledStage } from "./compiled-stage.ts";
import { requestTime } from "./context-variables.ts";
import type { EdgeRequest } from "./edge-request.ts";
import { isBinaryType, mediaTypeOf } from "./media-types.ts";
import { type MultiValueMap, toMultiValueMap } from "./multi-value-map.ts";
import type { Match } from "./route-table.ts";

/**
 * The event that a REST API sends to Lambda, as JSON
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html,
 * https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json).
 */
export function proxyEvent(stage: CompiledStage, request: EdgeRequest, match: Match, body: Buffer): string {
  const { resource } = match.route;
  const headers = readHeaders(request);
  const query = readQuery(request.query);
  const isBinary =
    body.length > 0 && isBinaryType(stage.api.binaryMediaTypes, mediaTypeOf(request.message.headers["content-type"]));
  return JSON.stringify({
    resource: resource.path,
    path: request.path,
    httpMethod: request.method,
    headers: headers.last,
    multiValueHeaders: headers.all,
    queryStringParameters: query?.last ?? null,
    multiValueQueryStringParameters: query?.all ?? null,
    pathParameters: match.pathParameters,
    stageVariables: stage.variables,
    requestContext: requestContext(stage, request, match),
    body: body.length === 0 ? null : body.toString(isBinary ? "base64" : "utf8"),
    isBase64Encoded: isBinary,
  });
}

function requestContext(stage: CompiledStage, request: EdgeRequest, { route }: Match): object {
  return {
    resourceId: route.resource.id,
    resourcePath: route.resource.path,
    httpMethod: request.method,
    extendedRequestId: request.extendedRequestId,
    requestTime: requestTime(request.receivedAt),
    path: request.fullPath,
    accountId: stage.account,
    protocol: request.protocol,
    stage: stage.name,
    domainPrefix: stage.restApiId,
    requestTimeEpoch: request.receivedAt,
    requestId: request.requestId,
    identity: {
      ...identityOf(request),
      ...(request.apiKey && { apiKey: request.apiKey.value, apiKeyId: request.apiKey.id }),
      sourceIp: request.sourceIp,
      userAgent: request.userAgent ?? null,
    },
    // Unlike on AWS, this includes the port, because the local API's URLs require it.
    domainName: request.host,
    deploymentId: stage.deploymentId,
    apiId: stage.restApiId,
  };
}

const ANONYMOUS = {
  cognitoIdentityPoolId: null,
  accountId: null,
  cognitoIdentityId: null,
  caller: null,
  sourceIp: null,
  principalOrgId: null,
  accessKey: null,
  cognitoAuthenticationType: null,
  cognitoAuthenticationProvider: null,
  userArn: null,
  userAgent: null,
  user: null,
};

function identityOf({ caller }: EdgeRequest): object {
  if (!caller) return ANONYMOUS;
  const { account, arn, userId } = caller.key.principal;
  const names = { accountId: account, accessKey: caller.accessKeyId, caller: userId, user: userId, userArn: arn };
  return { ...ANONYMOUS, ...names };
}

/** Request headers that the edge drops or sets itself. */
const NOT_FORWARDED = new Set([
  "connection",
  "content-length",
  "content-md5",
  "expect",
  "keep-alive",
  "max-forwards",
  "proxy-authenticate",
  "proxy-connection",
  "server",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "www-authenticate",
  "x-amzn-trace-id",
  "x-forwarded-for",
  "x-forwarded-port",
  "x-forwarded-proto",
]);

/** Header names that API Gateway changes to its own casing. */
const RECASED: ReadonlyMap<string, string> = new Map([
  ["authorization", "Authorization"],
  ["host", "Host"],
  ["user-agent", "User-Agent"],
]);

function readHeaders({ message, sourceIp, port, trace }: EdgeRequest): MultiValueMap {
  const { rawHeaders } = message;
  const pairs: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    const lower = name.toLowerCase();
    const isSignature = lower === "authorization" && value.startsWith("AWS4-HMAC-SHA256");
    if (!NOT_FORWARDED.has(lower) && !isSignature) pairs.push([RECASED.get(lower) ?? name, value]);
  }
  const forwarded = message.headers["x-forwarded-for"];
  return toMultiValueMap([
    ...pairs,
    ["X-Amzn-Trace-Id", trace],
    ["X-Forwarded-For", forwarded === undefined ? sourceIp : `${String(forwarded)}, ${sourceIp}`],
    ["X-Forwarded-Port", port],
    ["X-Forwarded-Proto", "http"],
  ]);
}

/**
 * The decoded query. A semicolon separates parameters, as an ampersand does
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
 */
function readQuery(query: string): MultiValueMap | undefined {
  return query === "" ? undefined : toMultiValueMap(new URLSearchParams(query.replaceAll(";", "&")));
}
