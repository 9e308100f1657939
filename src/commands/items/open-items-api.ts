import { resolveSettings, type Throttle } from "../../config/stack-settings.ts";
import { createApiSender } from "../../items/api-sender.ts";
import { createItemsApi, type ItemsApi } from "../../items/items-api.ts";
import { createPaceBelow } from "../../items/pace-below.ts";
import { createFetch } from "../../network/fetch.ts";
import type { CommandContext } from "../command-context.ts";

/** The client of the stack's items. It looks up the API's URL at the first request, and loads no SDK before. */
export function openItemsApi(context: CommandContext, attempts?: number): ItemsApi {
  const { io, settings, signal } = context;
  const lookUp = async () => (await import("../../items/find-api-url.ts")).findApiUrl(settings);
  return createItemsApi(
    createApiSender(
      {
        sleep: io.sleep,
        signal,
        pace: createPaceBelow(knownThrottle(context), { now: io.now, sleep: io.sleep, signal }),
        fetch: createFetch(settings.target.caBundle),
        ...(attempts !== undefined && { attempts }),
      },
      lookUp,
    ),
  );
}

/** The stage's limit as this folder deployed it. A lower one that another folder deployed shows as 429 responses. */
export function knownThrottle({ settings }: CommandContext): Throttle {
  return resolveSettings({ ...settings.rememberedSettings, ...settings.given }, settings.stack).throttle;
}
