import type { Cloud } from "../../aws/cloud.ts";
import type { Observed } from "../../engine/observe.ts";
import { refuseBlockedWebsite } from "../../resources/site/public-access.ts";
import type { Stack } from "../../stack/stack.ts";
import type { CommandContext } from "../command-context.ts";
import { hasKnownUrls } from "./api-endpoint.ts";

/** Throws if Block Public Access blocks the website. Skipped on other AWS-compatible clouds, which may lack it. */
export async function checkWebsiteCanBePublic(
  { settings }: CommandContext,
  cloud: Cloud,
  { bucket }: Stack,
  observed: Observed,
): Promise<void> {
  if (!bucket || !hasKnownUrls(settings.target)) return;
  const found = observed.resources.find(({ resource }) => resource === bucket);
  const isPolicyInPlace = found?.presence === "present" && !found.changes.some(({ field }) => field === "policy");
  await refuseBlockedWebsite(cloud, isPolicyInPlace);
}
