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
import { deletedUnlessMissing, isAwsError } from "../../aws/undefined-on.ts";
import { retryWhile } from "../../engine/wait.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { codeSha256Of, type FunctionSettings, functionFingerprintOf, settingsOf } from "./settings.ts";
import { retryWhileUpdating } from "./waits.ts";

/** The current function (`$LATEST`), or a version published of it. */
export interface FunctionVersion {
  /** A number, or `$LATEST`. */
  readonly qualifier: string;
  readonly settings: FunctionSettings;
  readonly codeSha256: string;
  readonly fingerprint: string;
}

const LATEST = "$LATEST";
/**
 * Two more than the releases in the API's tags: what a release shares with older ones may have been published long ago.
 */
const KEPT_VERSIONS = 5;
const DOWNLOAD_SECONDS = 30;

/** Lists the current function, then its versions from the oldest to the newest. */
export async function listVersions(lambda: LambdaClient, FunctionName: string): Promise<readonly FunctionVersion[]> {
  const pages = paginateListVersionsByFunction({ client: lambda }, { FunctionName });
  return (await collectPages(pages, ({ Versions }) => Versions)).map(versionOf);
}

/** Publishes the current function as a version. */
export async function keepVersion(cloud: Cloud, FunctionName: string, CodeSha256: string): Promise<void> {
  const command = new PublishVersionCommand({ FunctionName, CodeSha256 });
  try {
    await retryWhileUpdating(cloud, () => cloud.lambda.send(command));
  } catch (error) {
    if (!isCodeOther(error)) throw error;
  }
}

/** Another deploy was faster: it replaced the code, and kept a version of it. */
function isCodeOther(error: unknown): boolean {
  return (
    isAwsError(error, "InvalidParameterValueException") && /is different from current CodeSHA256/.test(error.message)
  );
}

/** Removes all but the newest versions, and of equal ones all but the newest: what ran again was published again. */
export async function pruneVersions(cloud: Cloud, FunctionName: string): Promise<void> {
  const { lambda } = cloud;
  const versions = (await listVersions(lambda, FunctionName)).filter(({ qualifier }) => qualifier !== LATEST);
  const newest = new Map(versions.map((version) => [version.fingerprint, version]));
  const kept = versions.filter((version) => newest.get(version.fingerprint) === version).slice(-KEPT_VERSIONS);
  for (const { qualifier: Qualifier } of versions.filter((version) => !kept.includes(version)))
    await retryWhileUpdating(cloud, () =>
      deletedUnlessMissing(
        lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier })),
        "ResourceNotFoundException",
      ),
    );
}

/** Fetches the package of a version by the link that Lambda returns: Lambda takes code only as bytes. */
export async function fetchCode(cloud: Cloud, FunctionName: string, version: FunctionVersion): Promise<Uint8Array> {
  const wait = { for: `the code of ${FunctionName}, version ${version.qualifier}`, seconds: DOWNLOAD_SECONDS };
  const isUnreachable = (error: unknown) => error instanceof TypeError || isAwsError(error, UNAVAILABLE);
  return retryWhile(cloud, wait, isUnreachable, async () => {
    const command = new GetFunctionCommand({ FunctionName, Qualifier: version.qualifier });
    const { Code } = await cloud.lambda.send(command);
    const response = await cloud.fetch(Code?.Location ?? "", { signal: cloud.signal });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.status >= 500) throw Object.assign(new Error(`S3 returned ${response.status}`), { name: UNAVAILABLE });
    if (!response.ok || codeSha256Of(bytes) !== version.codeSha256)
      throw unusable(FunctionName, version, response.status);
    return bytes;
  });
}

const UNAVAILABLE = "CodeUnavailable";

function unusable(name: string, { qualifier }: FunctionVersion, status: number): TodoApiError {
  return new TodoApiError(
    "code-unusable",
    EXIT.failure,
    `the code of the function ${name}, version ${qualifier}, could not be downloaded completely: the link from Lambda returned ${status}`,
  );
}

function versionOf(found: FunctionConfiguration): FunctionVersion {
  const { Version: qualifier = LATEST, CodeSha256: codeSha256 = "" } = found;
  const settings = settingsOf(found);
  return { qualifier, settings, codeSha256, fingerprint: functionFingerprintOf(settings, codeSha256) };
}
