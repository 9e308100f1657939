import type { CommandContext } from "../../command-context.ts";
import { createApiSender } from "../../items/api-sender.ts";
import { createItemsApi, type ItemsApi } from "../../items/items-api.ts";
import { createFetch } from "../../network/fetch.ts";

/** The items of the command's stack. No SDK is loaded before the first call, and not then either while the API is where it is remembered to be. */
export function openItemsApi(context: CommandContext, attempts?: number): ItemsApi {
  const { io, settings, signal } = context;
  const remembered = settings.apiUrl;
  const location = { lookUp: () => lookUp(context), ...(remembered !== undefined && { remembered }) };
  return createItemsApi(
    createApiSender(
      {
        sleep: io.sleep,
        signal,
        fetch: createFetch(settings.target.caBundle),
        ...(attempts !== undefined && { attempts }),
      },
      location,
    ),
  );
}

async function lookUp(context: CommandContext): Promise<string> {
  const { findApiUrl } = await import("../../items/find-api-url.ts");
  const apiUrl = await findApiUrl(context.settings);
  if (isMemoryStale(context, apiUrl)) await correctMemory(context, apiUrl);
  return apiUrl;
}

/** Only a memory of this very stack is corrected: to look at another stack must not make it the folder's own. */
function isMemoryStale({ settings }: CommandContext, apiUrl: string): boolean {
  return settings.apiUrl !== undefined && settings.apiUrl !== apiUrl;
}

/** A convenience: where it cannot be written, the next command looks the API up again. */
async function correctMemory(context: CommandContext, apiUrl: string): Promise<void> {
  const { websiteUrl, rememberedModel: model, rememberedSettings: settings } = context.settings;
  const { rememberTarget } = await import("../remember-target.ts");
  try {
    rememberTarget(context, {
      apiUrl,
      ...(websiteUrl !== undefined && { websiteUrl }),
      ...(model && { model }),
      ...(settings && { settings }),
    });
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
  }
}
