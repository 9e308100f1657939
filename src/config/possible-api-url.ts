import { dnsSuffixOf } from "../aws/partitions.ts";
import type { Target } from "../aws/target.ts";

/** Whether a URL has the form that a stage of an API can have at a target. A folder from elsewhere can remember any; of the local cloud's, none is valid for long. */
export function isPossibleApiUrl(url: string, { kind, region, endpointUrl }: Target, stage: string): boolean {
  if (kind === "local") return false;
  if (endpointUrl !== undefined) return url.startsWith(`${endpointUrl}/`);
  const [id = "", ...rest] = url.replace(/^https:\/\//, "").split(".");
  return (
    url.startsWith("https://") &&
    /^[a-z0-9]+$/.test(id) &&
    rest.join(".") === `execute-api.${region}.${dnsSuffixOf(region)}/${stage}`
  );
}
