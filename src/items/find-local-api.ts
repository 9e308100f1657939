import { ownerOf, type Tags } from "../aws/ownership.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import type { Target } from "../aws/target.ts";
import type { DaemonRecord } from "../daemon/daemon-record.ts";
import { sendToDaemon } from "../daemon/find-daemon.ts";
import { EXIT, TodoApiError } from "../errors.ts";
import { isRecord, type JsonObject, parseJson } from "../text/json.ts";

/** A stack's API in the local cloud. */
export interface LocalApi {
  readonly stack: StackName;
  readonly region: string;
  readonly tags: Tags;
  /** Undefined while the API is not served. */
  readonly url?: string;
}

/** Finds the stack's API in the local cloud; undefined if there is none. Throws if the API is not served. */
export async function findLocalApi(
  stack: StackName,
  { endpointUrl = "", localToken: token = "", region }: Target,
): Promise<(LocalApi & { readonly url: string }) | undefined> {
  const apis = await listLocalApis({ port: Number(new URL(endpointUrl).port), token });
  const found = apis.find(
    (api) => api.region === region && api.stack.app === stack.app && api.stack.stage === stack.stage,
  );
  if (found === undefined) return undefined;
  const { url } = found;
  if (url === undefined)
    throw new TodoApiError(
      "local-cloud",
      EXIT.failure,
      `the local cloud does not serve the API of ${stackLabel(stack)}`,
      {
        next: [{ command: "todo-api deploy", comment: "repair the API" }],
      },
    );
  return { ...found, url };
}

/** Lists the APIs of stacks in the local cloud, oldest first. */
export async function listLocalApis(daemon: Pick<DaemonRecord, "port" | "token">): Promise<readonly LocalApi[]> {
  const response = await sendToDaemon(daemon, { method: "GET", path: "stages" });
  const stages = response?.status === 200 ? parseJson(response.text) : undefined;
  if (!Array.isArray(stages))
    throw new TodoApiError("local-cloud", EXIT.failure, "could not list the APIs of this folder's local cloud");
  return stages
    .filter(isRecord)
    .sort((one, other) => Number(one["createdAt"]) - Number(other["createdAt"]))
    .flatMap((one) => {
      const tags = tagsOf(one);
      const stack = ownerOf(tags);
      const { region, url } = one;
      if (stack === undefined || stack.stage !== one["stage"]) return [];
      return [{ stack, region: String(region), tags, ...(typeof url === "string" && { url }) }];
    });
}

function tagsOf({ tags }: JsonObject): Tags {
  const entries = isRecord(tags) ? Object.entries(tags) : [];
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}
