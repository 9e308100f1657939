import {
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetFunctionCommand,
  type LambdaClient,
  PublishVersionCommand,
  paginateListVersionsByFunction,
} from "@aws-sdk/client-lambda";
import type { Cloud } from "../../aws/cloud.ts";
import { collectPages } from "../../aws/collect-pages.ts";
import { isAwsError, undefinedOn } from "../../aws/undefined-on.ts";
import { retryWhile } from "../../engine/wait.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { codeSha256Of, type FunctionSettings, functionFingerprintOf, settingsOf } from "./settings.ts";
import { retryWhileUpdating } from "./waits.ts";

/** The current function (`$LATEST`), or one of its published versions. */
export interface FunctionVersion {
  /** A number, or `$LATEST`. */
  readonly qualifier: string;
  readonly settings: FunctionSettings;
  readonly codeSha256: string;
  readonly fingerprint: string;
  /** Whether todo-api published it: other versions are not pruned. */
  readonly isOwn: boolean;
}

/** The qualifier of the current function. */
export const LATEST = "$LATEST";
/** The description of a version that todo-api publishes. */
const KEPT = "Kept by todo-api for a rollback.";
/**
 * Three for the previous releases in the API's tags, one that can have the current code after a rollback, and one in
 * reserve.
 */
const MAX_KEPT_VERSIONS = 5;
const DOWNLOAD_SECONDS = 30;
/** The timeout for one attempt, because a connection can hang. */
const RESPONSE_SECONDS = 10;

/** Lists the current function, then its versions from the oldest to the newest. */
export async function listVersions(lambda: LambdaClient, FunctionName: string): Promise<readonly FunctionVersion[]> {
  const pages = paginateListVersionsByFunction({ client: lambda }, { FunctionName });
  const found = await collectPages(pages, ({ Versions }) => Versions);
  const latest = found.find(({ Version }) => Version === LATEST);
  return found.map((version) => toVersion(version, latest?.Description));
}

/**
 * Publishes the current function as a version. Lambda publishes nothing if the newest version, which may be a user's,
 * has the same code and settings (https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html).
 */
export async function keepVersion(cloud: Cloud, FunctionName: string, CodeSha256: string): Promise<void> {
  const command = new PublishVersionCommand({ FunctionName, CodeSha256, Description: KEPT });
  try {
    await retryWhileUpdating(cloud, () => cloud.lambda.send(command));
  } catch (error) {
    if (!wasCodeReplaced(error)) throw error;
  }
}

/** Whether another deploy replaced the code first; that deploy published a version of the replaced code. */
function wasCodeReplaced(error: unknown): boolean {
  return (
    isAwsError(error, "InvalidParameterValueException") && /is different from current CodeSHA256/.test(error.message)
  );
}

/**
 * Keeps the newest few versions that todo-api published, and deletes the older ones. If several versions are equal,
 * because a rollback published the same code again, keeps only the newest of them.
 */
export async function pruneVersions(cloud: Cloud, FunctionName: string): Promise<void> {
  const { lambda } = cloud;
  const versions = (await listVersions(lambda, FunctionName)).filter(({ isOwn }) => isOwn);
  const newest = new Map(versions.map((version) => [version.fingerprint, version]));
  const kept = versions.filter((version) => newest.get(version.fingerprint) === version).slice(-MAX_KEPT_VERSIONS);
  for (const { qualifier: Qualifier } of versions.filter((version) => !kept.includes(version))) {
    const command = new DeleteFunctionCommand({ FunctionName, Qualifier });
    const deletion = retryWhileUpdating(cloud, () => lambda.send(command));
    await undefinedOn(deletion, "ResourceNotFoundException", ...IN_USE);
  }
}

/**
 * The errors for a version that an alias references, and for one that Lambda@Edge has replicated: neither can be
 * deleted.
 */
const IN_USE = ["ResourceConflictException", "InvalidParameterValueException"];

/** Fetches the package of a version through the link that Lambda returns, and verifies its hash. */
export async function fetchCode(cloud: Cloud, FunctionName: string, version: FunctionVersion): Promise<Uint8Array> {
  const wait = { for: `the code of ${FunctionName}, version ${version.qualifier}`, seconds: DOWNLOAD_SECONDS };
  const isUnreachable = (error: unknown) =>
    error instanceof TypeError || isAwsError(error, UNAVAILABLE, "TimeoutError");
  return retryWhile(cloud, wait, isUnreachable, async () => {
    const command = new GetFunctionCommand({ FunctionName, Qualifier: version.qualifier });
    const { Code } = await cloud.lambda.send(command);
    const signal = AbortSignal.any([cloud.signal, AbortSignal.timeout(RESPONSE_SECONDS * 1000)]);
    const response = await cloud.fetch(Code?.Location ?? "", { signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status >= 500) throw Object.assign(new Error(`S3 returned ${response.status}`), { name: UNAVAILABLE });
    if (!response.ok || codeSha256Of(bytes) !== version.codeSha256)
      throw unusable(FunctionName, version, response.status);
    return bytes;
  });
}

const UNAVAILABLE = "CodeUnavailable";

function unusable(name: string, { qualifier }: FunctionVersion, status: number): TodoApiError {
  const why = status === 200 ? "its hash does not match" : `the download link from Lambda returned ${status}`;
  return new TodoApiError(
    "code-unusable",
    EXIT.failure,
    `could not download the code of the function ${name}, version ${qualifier}: ${why}`,
  );
}

/** Replaces the version's description with the function's current one, which a rollback keeps. */
function toVersion(found: FunctionConfiguration, Description: string | undefined): FunctionVersion {
  const { Version: qualifier = LATEST, CodeSha256: codeSha256 = "" } = found;
  const settings = { ...settingsOf(found), Description };
  const fingerprint = functionFingerprintOf(settings, codeSha256);
  return { qualifier, settings, codeSha256, fingerprint, isOwn: found.Description === KEPT };
}
