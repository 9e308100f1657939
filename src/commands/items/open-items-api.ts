import type { Auth } from "../../api/security.ts";
import { resolveSettings, type Throttle } from "../../config/stack-settings.ts";
import { createApiSender } from "../../items/api-sender.ts";
import { createItemsApi, type ItemsApi } from "../../items/items-api.ts";
import { createPaceBelow } from "../../items/pace-below.ts";
import { createFetch, type Fetch } from "../../network/fetch.ts";
import type { CommandContext } from "../command-context.ts";

/** The client of the stack's items. It looks up the API at the first request, and loads no SDK before. */
export function openItemsApi(context: CommandContext, attempts?: number): ItemsApi {
  const { io, settings, signal } = context;
  const lookUp = async () => (await import("../../items/find-api.ts")).findApi(settings);
  return createItemsApi(
    createApiSender(
      {
        sleep: io.sleep,
        signal,
        pace: createPaceBelow(knownThrottle(context), { now: io.now, sleep: io.sleep, signal }),
        fetchFor: createFetchFor(context),
        ...(attempts !== undefined && { attempts }),
      },
      lookUp,
    ),
  );
}

/** Loads what signs requests only if the API requires it. */
function createFetchFor({ io, settings: { target } }: CommandContext): (auth: Auth) => Promise<Fetch> {
  const plain = createFetch(target.caBundle);
  let signed: Promise<Fetch> | undefined;
  return async (auth) => {
    if (auth === "none") return plain;
    signed ??= import("../../aws/signed-fetch.ts").then(({ signedFetch }) => signedFetch(plain, target, io.now));
    return signed;
  };
}

/** The stage's limit as this folder deployed it. A lower one that another folder deployed shows as 429 responses. */
export function knownThrottle({ settings }: CommandContext): Throttle {
  return resolveSettings({ ...settings.rememberedSettings, ...settings.given }, settings.stack).throttle;
}
