import { EXIT, TodoApiError } from "../errors.ts";
import { parseTrustedJson } from "../text/json.ts";
import { dnsSuffixOf } from "./partitions.ts";

/** The URLs of deployed APIs and websites. */
export interface Addresses {
  /** The URL of a stage, without a trailing slash: `https://abc.execute-api.eu-west-1.amazonaws.com/dev`. */
  apiUrl(restApiId: string, stage: string): Promise<string>;
  /** The URL of the page in a website bucket. */
  websiteUrl(bucket: string): Promise<string>;
  /** The bucket's S3 website endpoint, if the page can also be reached there. */
  websiteEndpoint(bucket: string): string | undefined;
}

/**
 * The URLs on AWS (https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html). S3 website endpoints do
 * not support HTTPS, so the page's URL is the URL of its object in the bucket.
 */
export function awsAddresses(region: string): Addresses {
  const suffix = dnsSuffixOf(region);
  const separator = DASHED_WEBSITE_REGIONS.has(region) ? "-" : ".";
  return {
    apiUrl: async (id, stage) => `https://${id}.execute-api.${region}.${suffix}/${stage}`,
    websiteUrl: async (bucket) => `https://${bucket}.s3.${region}.${suffix}/index.html`,
    websiteEndpoint: (bucket) => `http://${bucket}.s3-website${separator}${region}.${suffix}`,
  };
}

/** The URLs at another AWS-compatible endpoint: the paths that LocalStack, moto and similar servers use. */
export function emulatorAddresses(endpoint: string): Addresses {
  const base = endpoint.replace(/\/$/, "");
  return {
    apiUrl: async (id, stage) => `${base}/restapis/${id}/${stage}/_user_request_`,
    // The path of the bucket alone would list its objects.
    websiteUrl: async (bucket) => `${base}/${bucket}/index.html`,
    websiteEndpoint: () => undefined,
  };
}

/** The URLs of APIs, by ID, and of websites, by bucket name. */
type LocalAddresses = Readonly<Record<"apis" | "websites", Readonly<Record<string, string>>>>;

/** Sends a request once, or repeats it until the local cloud responds. */
export type RepeatRequest = <Found>(request: () => Promise<Found>) => Promise<Found>;

/** The URLs on the local cloud, which serves each API and website on its own port and lists the URLs. */
export function localAddresses(endpoint: string, token: string, repeat: RepeatRequest): Addresses {
  const request = async (): Promise<LocalAddresses> => {
    const response = await fetch(`${endpoint}/_local/addresses`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok)
      throw new TodoApiError(
        "local-cloud",
        EXIT.failure,
        `could not read the URLs of APIs and websites from the local cloud at ${endpoint}: HTTP ${response.status}`,
      );
    return parseTrustedJson(await response.text());
  };
  const readLocal = () => repeat(request);
  return {
    apiUrl: async (id, stage) => `${requireUrl((await readLocal()).apis[id], `API ${id}`)}/${stage}`,
    websiteUrl: async (bucket) => requireUrl((await readLocal()).websites[bucket], `website ${bucket}`),
    websiteEndpoint: () => undefined,
  };
}

/**
 * Website endpoints have a dash before the region in older regions, and a dot in newer ones
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html).
 */
const DASHED_WEBSITE_REGIONS: ReadonlySet<string> = new Set([
  "us-east-1",
  "us-west-1",
  "us-west-2",
  "eu-west-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-northeast-1",
  "sa-east-1",
  "us-gov-west-1",
]);

function requireUrl(url: string | undefined, what: string): string {
  if (url === undefined)
    throw new TodoApiError(
      "local-cloud",
      EXIT.failure,
      `the local cloud does not serve the ${what}, which another command may have deleted; run the same command again`,
    );
  return url;
}
