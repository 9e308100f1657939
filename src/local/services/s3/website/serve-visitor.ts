import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { LocalCloud } from "../../../cloud.ts";
import { isLoopbackHost } from "../../../http/request-headers.ts";
import { findBucket } from "../buckets.ts";
import { mayAnyoneList, mayAnyoneRead } from "../public-access.ts";
import type { BucketRecord, ObjectContent, ObjectVersion, WebsiteRecord } from "../store.ts";
import { currentVersion } from "../versions.ts";
import { ERRORS, errorPage, type Failure } from "./error-page.ts";
import { isUnchanged, objectHeaders } from "./object-headers.ts";

/** A browser's request to a website endpoint; `target` is the path and query as sent. */
export interface Visit {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

export interface VisitResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/**
 * Responds to an anonymous visitor as S3's website endpoints do: allows only GET and HEAD, and sends errors as HTML
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html).
 */
export function serveVisitor(cloud: LocalCloud, bucketName: string, visit: Visit): VisitResponse {
  if (!isLoopbackHost(visit.headers.host)) return failurePage(ERRORS.accessDenied({}));
  const bucket = findBucket(cloud, bucketName);
  if (!bucket) return failurePage(ERRORS.noSuchBucket({ BucketName: bucketName }));
  const { website, websiteSince = 0 } = bucket;
  const isServed = cloud.clock.now() >= websiteSince + cloud.timing.delay("website-served", bucketName);
  if (!website || !isServed) return failurePage(ERRORS.noSuchWebsite({ BucketName: bucketName }));
  if (visit.method !== "GET" && visit.method !== "HEAD")
    return failurePage(ERRORS.methodNotAllowed({ Method: visit.method, ResourceType: "OBJECT" }));
  const [path = "/"] = visit.target.split("?");
  const key = keyOf(path);
  if (key === undefined) return failurePage(ERRORS.invalidUri({ URI: path }));
  return serveKey({ cloud, bucket, website, visit }, key, path);
}

interface Site {
  readonly cloud: LocalCloud;
  readonly bucket: BucketRecord;
  readonly website: WebsiteRecord;
  readonly visit: Visit;
}

function serveKey(site: Site, requestedKey: string, path: string): VisitResponse {
  const { bucket, website } = site;
  const isFolder = requestedKey === "" || requestedKey.endsWith("/");
  const key = isFolder ? `${requestedKey}${website.indexSuffix}` : requestedKey;
  const found = readObject(site, key);
  if (!("code" in found)) return serveObject(site, found);
  const isFolderName = !isFolder && !("code" in readObject(site, `${key}/${website.indexSuffix}`));
  return isFolderName && !currentVersion(bucket, key)?.content ? moved(`${path}/`) : serveFailure(site, found);
}

type Readable = ObjectVersion & { readonly content: ObjectContent };

/**
 * Returns the object if anonymous visitors are permitted to read it, otherwise the failure. A missing key is
 * reported as such only if visitors are permitted to list keys.
 */
function readObject({ cloud, bucket }: Pick<Site, "cloud" | "bucket">, key: string): Readable | Failure {
  const version = currentVersion(bucket, key);
  const exists = version?.content !== undefined;
  if (exists && mayAnyoneRead(cloud, bucket, key)) return { ...version, content: version.content };
  return exists || !mayAnyoneList(cloud, bucket) ? ERRORS.accessDenied({}) : ERRORS.noSuchKey({ Key: key });
}

function serveObject({ cloud, visit }: Site, found: Readable): VisitResponse {
  const headers = { ...commonHeaders(), ...objectHeaders(found) };
  if (isUnchanged(visit.headers, found)) return { status: 304, headers, body: "" };
  return { status: 200, headers, body: cloud.blobs.get(found.content.blob) };
}

/** Serves the site's error document with the error's status, or S3's page if the document is absent or unreadable. */
function serveFailure(site: Site, failure: Failure): VisitResponse {
  const { cloud, website } = site;
  if (website.errorKey === undefined) return failurePage(failure);
  const document = readObject(site, website.errorKey);
  if ("code" in document) return failurePage(failure, document);
  return {
    status: failure.status,
    headers: { ...commonHeaders(), ...errorHeaders(failure), ...objectHeaders(document) },
    body: cloud.blobs.get(document.content.blob),
  };
}

export function failurePage(failure: Failure, documentFailure?: Failure): VisitResponse {
  const common = commonHeaders();
  return {
    status: failure.status,
    headers: { ...common, ...errorHeaders(failure), "content-type": "text/html; charset=utf-8" },
    body: errorPage(failure, { RequestId: common["x-amz-request-id"], HostId: common["x-amz-id-2"] }, documentFailure),
  };
}

function moved(location: string): VisitResponse {
  const failure = ERRORS.found({});
  const page = failurePage(failure);
  return { ...page, headers: { ...page.headers, location } };
}

function errorHeaders({ code, message, details }: Failure): Record<string, string> {
  const entries = Object.entries(details).map(([name, value]) => [
    `x-amz-error-detail-${name.toLowerCase()}`,
    encodeURI(value),
  ]);
  return { "x-amz-error-code": code, "x-amz-error-message": message, ...Object.fromEntries(entries) };
}

function commonHeaders(): {
  readonly "x-amz-request-id": string;
  readonly "x-amz-id-2": string;
  readonly server: string;
} {
  return {
    "x-amz-request-id": randomBytes(8).toString("hex").toUpperCase(),
    "x-amz-id-2": randomBytes(56).toString("base64"),
    server: "AmazonS3",
  };
}

/** The key that a path names; undefined if the path has no leading slash or is incorrectly encoded. */
function keyOf(path: string): string | undefined {
  try {
    return path.startsWith("/") ? decodeURIComponent(path.slice(1)) : undefined;
  } catch {
    return undefined;
  }
}
