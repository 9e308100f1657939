import type { Throttle } from "../../config/api-settings.ts";
import { resolveSettings } from "../../config/stack-settings.ts";
import { clockOf } from "../../engine/clock.ts";
import { createApiSender } from "../../items/api-sender.ts";
import { createItemsApi, type ItemsApi } from "../../items/items-api.ts";
import { keyedFetch } from "../../items/keyed-fetch.ts";
import { createRequestPace } from "../../items/request-rate.ts";
import type { DeployedApi } from "../../items/require-deployed-api.ts";
import { createFetch, type Fetch } from "../../network/fetch.ts";
import type { CommandContext } from "../command-context.ts";
import { keySource } from "../key/key-source.ts";

/** Returns a client for the stack's items. Looks up the API on the first request, and loads no SDK before then. */
export function openItemsApi(context: CommandContext, attempts?: number): ItemsApi {
  const { io, settings, signal } = context;
  const clock = clockOf(io, signal);
  const lookUp = async () => (await import("../../items/require-deployed-api.ts")).requireDeployedApi(settings);
  return createItemsApi(
    createApiSender(
      {
        ...clock,
        pace: createRequestPace(knownThrottle(context), clock),
        fetchFor: createFetchFor(context),
        ...(attempts !== undefined && { attempts }),
      },
      lookUp,
    ),
  );
}

/** Loads the code that signs requests or reads the API key only if the API requires a signature or a key. */
function createFetchFor(context: CommandContext): (api: DeployedApi) => Promise<Fetch> {
  const { io, settings } = context;
  const { target } = settings;
  const plain = createFetch(target.caBundle);
  const load = async ({ auth, url }: DeployedApi) => {
    if (auth === "none") return plain;
    if (auth === "iam") return (await import("../../aws/signed-fetch.ts")).signedFetch(plain, target, io.now);
    const connectForKeys = async () => (await import("../open-stack.ts")).connect(context);
    return keyedFetch(plain, keySource(context, url, connectForKeys));
  };
  const loaded = new Map<string, Promise<Fetch>>();
  return (api) => {
    const key = `${api.auth} ${api.url}`;
    const loading = loaded.get(key) ?? load(api);
    loaded.set(key, loading);
    return loading;
  };
}

/** The stage's request limit: as given, else as last deployed from this folder, else the default. */
export function knownThrottle({ settings }: CommandContext): Throttle {
  return resolveSettings({ ...settings.rememberedSettings, ...settings.given }, settings.stack).throttle;
}
