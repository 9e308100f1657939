import {
  type Member,
  type OperationModel,
  requireShape,
  type ServiceModel,
  type Shape,
} from "../model/service-model.ts";
import { validate } from "../model/validate.ts";
import type { Protocol, WireResponse } from "./protocol.ts";
import { readBindings, writeHeaders, writeStatus } from "./rest.ts";
import { findRestOperation } from "./rest-routes.ts";
import { element, escapeXml, fromXml, malformedXml, membersToXml, parseXml, toXml } from "./xml-value.ts";

/** REST with XML bodies (S3). */
export const restXml: Protocol = {
  findOperation: findRestOperation,

  nameOperation: (request) => `${request.method} ${request.path}`,

  readInput(request, operation, model) {
    const input = readBindings(request, operation, model);
    const shape = operation.input ? requireShape(model, operation.input) : undefined;
    const payload = shape?.payload;
    const member = payload === undefined ? undefined : shape?.members?.[payload];
    if (payload === undefined || !member || request.body.length === 0) return input;
    const type = requireShape(model, member.shape).type;
    if (type === "blob") input[payload] = request.body;
    else if (type === "string") input[payload] = Buffer.from(request.body).toString("utf8");
    else input[payload] = readXml(request.body, member, operation, model);
    return input;
  },

  writeOutput(output, operation, model, requestId) {
    const headers = writeHeaders(output, operation, model);
    const isPart = headers["content-range"] !== undefined;
    const status = isPart ? 206 : (STATUSES[operation.name] ?? writeStatus(output, operation, model));
    const shape = operation.output ? requireShape(model, operation.output) : undefined;
    const body = shape ? bodyOf({ ...output }, operation.name, shape) : "";
    return wireResponse(
      status,
      { ...(typeof body === "string" && body !== "" && { "content-type": "application/xml" }), ...headers },
      body,
      requestId,
    );

    function bodyOf(given: Readonly<Record<string, unknown>>, name: string, outputShape: Shape): Uint8Array | string {
      const payload = outputShape.payload === undefined ? undefined : given[outputShape.payload];
      const member = outputShape.payload === undefined ? undefined : outputShape.members?.[outputShape.payload];
      if (payload instanceof Uint8Array || typeof payload === "string") return payload;
      if (member)
        return payload === undefined
          ? ""
          : outputDocument(toXml(member.locationName ?? member.shape, payload, member, model));
      if (name === "GetBucketLocation")
        return outputDocument(element("LocationConstraint", escapeXml(String(given.LocationConstraint ?? ""))));
      const hasBodyMembers = Object.values(outputShape.members ?? {}).some((inner) => inner.location === undefined);
      return hasBodyMembers
        ? outputDocument(element(ROOTS[name] ?? `${name}Result`, membersToXml(given, outputShape.members ?? {}, model)))
        : "";
    }
  },

  writeError(error, _model, requestId) {
    const fields = Object.entries(error.fields).map(([key, value]) => element(key, escapeXml(String(value))));
    const detail = [
      element("Code", error.code),
      element("Message", escapeXml(error.message)),
      ...fields,
      element("RequestId", requestId),
    ];
    const headers = { "content-type": "application/xml", ...error.headers };
    return wireResponse(error.status, headers, document(element("Error", detail.join(""))), requestId);
  },
};

/** Reads a body as XML. Throws MalformedXML for any violation of the schema, as S3 does. */
function readXml(body: Uint8Array, member: Member, operation: OperationModel, model: ServiceModel): unknown {
  const { root, node } = parseXml(body);
  if (root !== (member.locationName ?? member.shape)) throw malformedXml();
  const value = fromXml(node, member, model);
  const isValid = typeof value !== "object" || validate({ ...value }, member.shape, model, operation.name).length === 0;
  if (isValid) return value;
  throw malformedXml();
}

/** The statuses that S3 returns in place of the statuses in its model. */
const STATUSES: Readonly<Record<string, number>> = { PutBucketPolicy: 204, PutBucketTagging: 204 };

/** The root elements of S3's responses; its model does not contain them. */
const ROOTS: Readonly<Record<string, string>> = {
  ListBuckets: "ListAllMyBucketsResult",
  ListObjects: "ListBucketResult",
  ListObjectsV2: "ListBucketResult",
  ListObjectVersions: "ListVersionsResult",
  DeleteObjects: "DeleteResult",
  CreateMultipartUpload: "InitiateMultipartUploadResult",
  GetBucketTagging: "Tagging",
  GetBucketWebsite: "WebsiteConfiguration",
  GetBucketVersioning: "VersioningConfiguration",
  GetBucketLogging: "BucketLoggingStatus",
  GetBucketNotificationConfiguration: "NotificationConfiguration",
};

function document(xml: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
}

/** Outputs are in S3's namespace; errors are not. Without the namespace, SDKs do not find a bucket's location. */
function outputDocument(xml: string): string {
  return document(xml.replace(/^<([^\s>]+)>/, '<$1 xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'));
}

function wireResponse(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array | string,
  requestId: string,
): WireResponse {
  return { status, headers: { ...headers, "x-amz-request-id": requestId, "x-amz-id-2": requestId }, body };
}
