import type { CommandContext } from "../../command-context.ts";
import { createApiSender } from "../../items/api-sender.ts";
import { createItemsApi, type ItemsApi } from "../../items/items-api.ts";
import { createFetch } from "../../network/fetch.ts";

/** The items of the command's stack. The cloud is asked where its API is at the first request, and no SDK is loaded before. */
export function openItemsApi({ io, settings, signal }: CommandContext, attempts?: number): ItemsApi {
  const lookUp = async () => (await import("../../items/find-api-url.ts")).findApiUrl(settings);
  return createItemsApi(
    createApiSender(
      {
        sleep: io.sleep,
        signal,
        fetch: createFetch(settings.target.caBundle),
        ...(attempts !== undefined && { attempts }),
      },
      lookUp,
    ),
  );
}
