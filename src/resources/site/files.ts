import { createHash } from "node:crypto";
import { ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Cloud } from "../../aws/cloud.ts";
import { settleAll } from "../../aws/settle-all.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import { type Change, KNOWN_AFTER_APPLY, type Resource } from "../../engine/resource.ts";
import { canonicalJson } from "../../text/json.ts";
import { matchesFingerprint } from "../fingerprints.ts";
import type { RestApiState } from "../rest-api/rest-api.ts";
import { whileConflicting } from "./bucket-changes.ts";
import { deleteObjects } from "./empty-bucket.ts";
import type { BucketState } from "./read-bucket.ts";

/** The files in the bucket, and the API that the page uses. */
export interface FilesState {
  /** Undefined until the API exists. */
  readonly apiUrl: string | undefined;
  /** MD5 hashes (hex) by key: the ETag of an object that was uploaded in one part. */
  readonly hashes: ReadonlyMap<string, string>;
}

export interface SiteFile {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly contentEncoding?: "gzip";
}

interface FilesInput {
  readonly cloud: Cloud;
  readonly bucket: Resource<BucketState>;
  readonly restApi: Resource<RestApiState>;
  readonly stage: string;
  filesFor(apiUrl: string): readonly SiteFile[];
  /** The `siteIdentity` of these files. */
  readonly identity: string;
}

/** The website's files; `config.json` contains the URL of the API. */
export function files({ cloud, bucket, restApi, stage, filesFor, identity }: FilesInput): Resource<FilesState> {
  return {
    id: "website",
    kind: "website files",
    name: bucket.name,
    needs: [bucket, restApi],

    async read({ stateOf }) {
      if (stateOf(bucket) === undefined) return undefined;
      const hashes = await listFiles();
      return hashes.size === 0 ? undefined : { apiUrl: await apiUrlOf(stateOf(restApi)), hashes };
    },

    create: async ({ stateOf }) => ({ apiUrl: await apiUrlOf(stateOf(restApi)), hashes: new Map() }),

    diff({ apiUrl, hashes }) {
      const desired = desiredHashes(apiUrl);
      const keys = [...new Set([...desired.keys(), ...hashes.keys()])];
      return keys
        .filter((key) => hashes.get(key) !== desired.get(key))
        .map((key): Change => ({ field: key, from: hashes.get(key), to: desired.get(key) }));
    },

    // All files share one fingerprint, because a tag does not have room for one per file.
    matchesLastDeploy: (_state, _field, { stateOf }) =>
      matchesFingerprint(stateOf(bucket)?.tags ?? {}, "site", identity),

    async update(_context, { apiUrl = "" }, changes) {
      const changed = new Set(changes.filter(({ to }) => to !== undefined).map(({ field }) => field));
      const puts = filesFor(apiUrl).filter(({ key }) => changed.has(key));
      await settleAll(puts.map((file) => whileConflicting(cloud, () => putFile(file))));
      const stale = changes.filter(({ to }) => to === undefined).map(({ field }) => ({ Key: field }));
      for (let at = 0; at < stale.length; at += 1000)
        await deleteObjects(cloud, bucket.name, stale.slice(at, at + 1000));
    },
  };

  /**
   * Without an API, the hashes of the files that contain its URL are unknown. Those are the files whose hashes differ
   * between two placeholder URLs.
   */
  function desiredHashes(apiUrl: string | undefined): FilesState["hashes"] {
    const desired = hashesOf(filesFor(apiUrl ?? SOME_API));
    if (apiUrl !== undefined) return desired;
    const other = hashesOf(filesFor(OTHER_API));
    return new Map([...desired].map(([key, hash]) => [key, hash === other.get(key) ? hash : KNOWN_AFTER_APPLY]));
  }

  async function apiUrlOf(api: RestApiState | undefined): Promise<string | undefined> {
    return api && cloud.addresses.apiUrl(api.id, stage);
  }

  async function putFile({ key, body, contentType, contentEncoding }: SiteFile): Promise<void> {
    const input = { Bucket: bucket.name, Key: key, Body: body };
    const headers = { ContentType: contentType, ContentEncoding: contentEncoding, CacheControl: "no-cache" };
    await cloud.s3.send(new PutObjectCommand({ ...input, ...headers }));
  }

  async function listFiles(): Promise<FilesState["hashes"]> {
    const hashes = new Map<string, string>();
    let ContinuationToken: string | undefined;
    do {
      const input = { Bucket: bucket.name, ContinuationToken };
      const page = await undefinedOn(cloud.s3.send(new ListObjectsV2Command(input)), "NoSuchBucket");
      if (!page) return new Map();
      for (const { Key = "", ETag = "" } of page.Contents ?? []) hashes.set(Key, ETag.replaceAll('"', ""));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return hashes;
  }
}

const SOME_API = "https://some.invalid/api";
const OTHER_API = "https://other.invalid/api";

/** A string that identifies the files of a site, independently of its API's URL. */
export function siteIdentity(filesFor: FilesInput["filesFor"]): string {
  return canonicalJson(Object.fromEntries(hashesOf(filesFor(SOME_API))));
}

function hashesOf(files: readonly SiteFile[]): FilesState["hashes"] {
  return new Map(files.map(({ key, body }) => [key, createHash("md5").update(body).digest("hex")]));
}
