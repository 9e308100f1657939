import { EXIT, TodoApiError } from "../errors.ts";
import { parseTrustedJson } from "../text/json.ts";
import { dnsSuffixOf } from "./partitions.ts";

/** Where deployed APIs and websites answer: DNS names on AWS, ports of this machine on the local cloud. */
export interface Addresses {
  /** The URL of a stage, without a slash at the end: `https://abc.execute-api.eu-west-1.amazonaws.com/dev`. */
  apiUrl(restApiId: string, stage: string): Promise<string>;
  /** The URL of the page in a website bucket. */
  websiteUrl(bucket: string): Promise<string>;
  /** Where the S3 website of the bucket serves the same page, if that is another address. */
  websiteEndpoint(bucket: string): string | undefined;
}

/** AWS's own names (APIGW/how-to-call-api, S3/VirtualHosting, S3/WebsiteEndpoints). An S3 website has no https, so its page is read as an object. */
export function awsAddresses(region: string): Addresses {
  const suffix = dnsSuffixOf(region);
  const separator = DASHED_WEBSITE_REGIONS.has(region) ? "-" : ".";
  return {
    apiUrl: async (id, stage) => `https://${id}.execute-api.${region}.${suffix}/${stage}`,
    websiteUrl: async (bucket) => `https://${bucket}.s3.${region}.${suffix}/index.html`,
    websiteEndpoint: (bucket) => `http://${bucket}.s3-website${separator}${region}.${suffix}`,
  };
}

/** Another AWS-compatible endpoint: the paths that LocalStack, moto and their like serve. */
export function emulatorAddresses(endpoint: string): Addresses {
  const base = endpoint.replace(/\/$/, "");
  return {
    apiUrl: async (id, stage) => `${base}/restapis/${id}/${stage}/_user_request_`,
    // The bucket's own path lists its objects there.
    websiteUrl: async (bucket) => `${base}/${bucket}/index.html`,
    websiteEndpoint: () => undefined,
  };
}

/** By API id and bucket name. */
type LocalAddresses = Readonly<Record<"apis" | "websites", Readonly<Record<string, string>>>>;

/** Asks a question once, or again and again while nobody is there to answer. */
export type Asking = <Answer>(question: () => Promise<Answer>) => Promise<Answer>;

/** The local cloud gives every API and website a port of its own, and knows which. */
export function localAddresses(endpoint: string, token: string, asking: Asking): Addresses {
  const question = async (): Promise<LocalAddresses> => {
    const answer = await fetch(`${endpoint}/_local/addresses`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok)
      throw new TodoApiError(
        "local-cloud",
        EXIT.failure,
        `The local cloud at ${endpoint} answered ${answer.status} when asked for its addresses.`,
      );
    return parseTrustedJson(await answer.text());
  };
  const ask = () => asking(question);
  return {
    apiUrl: async (id, stage) => `${present((await ask()).apis[id], `API ${id}`)}/${stage}`,
    websiteUrl: async (bucket) => present((await ask()).websites[bucket], `website ${bucket}`),
    websiteEndpoint: () => undefined,
  };
}

/** Older regions write their website endpoint with a dash, newer ones with a dot (S3/WebsiteEndpoints). */
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

function present(url: string | undefined, what: string): string {
  if (url === undefined)
    throw new TodoApiError(
      "local-cloud",
      EXIT.failure,
      `The local cloud does not serve the ${what}: it is gone, as when another run removed it meanwhile. Run the same command again.`,
    );
  return url;
}
