import { apiContent } from "../api/api-content.ts";
import { DEFAULT_MODEL } from "../api/model/model.ts";
import { getBuiltInModel, readModel } from "../api/model/read-model.ts";
import { stackLabel } from "../aws/stack-name.ts";
import type { GlobalFlags } from "../config/global-flags.ts";
import type { Settings } from "../config/read-settings.ts";
import { readSettingsAnywhere } from "../config/read-settings-anywhere.ts";
import { resolveSettings } from "../config/stack-settings.ts";
import { EXIT, usageError } from "../errors.ts";
import { localCloudFolder } from "../files/state-folder.ts";
import type { Io } from "../io.ts";
import { readVersion } from "../package/version.ts";

/** The options of `openapi`. */
export interface OpenApiOptions extends GlobalFlags {
  readonly yaml?: boolean;
}

/** Prints the OpenAPI document for the stack's API, without API Gateway's extensions. Makes no call to AWS. */
export async function openapi(io: Io, options: OpenApiOptions): Promise<number> {
  if (options.json && options.yaml) throw usageError("--json and --yaml cannot be combined");
  const { settings } = await readSettingsAnywhere(options, io);
  const document = describeApi(settings, io.cwd, await findServer(settings, io.cwd));
  io.stdout.write(options.json ? `${JSON.stringify(document, undefined, 2)}\n` : await toYaml(document));
  return EXIT.ok;
}

/** Omits anchors and folded lines, which make a document harder to read. */
async function toYaml(document: object): Promise<string> {
  // After bundling, the exports of this CommonJS package are only in `default`.
  const { default: yaml } = await import("yaml");
  return yaml.stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** The URL of the deployed API: the remembered one, or the one that the folder's running local cloud reports. */
async function findServer({ stack, target, apiUrl }: Settings, cwd: string): Promise<string | undefined> {
  if (target.kind === "aws") return apiUrl;
  const [{ findHealthyDaemon }, { findLocalApi }] = await Promise.all([
    import("../daemon/find-daemon.ts"),
    import("../items/find-local-api.ts"),
  ]);
  const daemon = await findHealthyDaemon(localCloudFolder(cwd));
  if (!daemon) return undefined;
  const place = { ...target, endpointUrl: `http://127.0.0.1:${daemon.port}`, localToken: daemon.token };
  return (await findLocalApi(stack, place))?.url;
}

function describeApi(settings: Settings, cwd: string, server: string | undefined): object {
  const { stack } = settings;
  const { allowClear, auth } = resolveSettings({ ...settings.rememberedSettings, ...settings.given }, stack);
  const model = settings.model ? readModel(settings.model, cwd) : settings.rememberedModel;
  const known = model ?? getBuiltInModel(DEFAULT_MODEL);
  const description = `Stores ${known.labels.many}. Errors are problem details (RFC 9457). Pages from any origin can read the responses (CORS).`;
  return {
    openapi: "3.0.1",
    info: { title: stackLabel(stack), version: readVersion(), description },
    ...(server !== undefined && { servers: [{ url: server }] }),
    ...apiContent({ model: known, allowClear, auth }),
  };
}
