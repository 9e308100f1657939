import { explainAwsError } from "../../aws/explain.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import type { StandaloneResource } from "../../engine/resource.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import type { RestApiState } from "../../resources/rest-api/rest-api.ts";
import type { ApiKeyState } from "../../resources/usage-plan/api-key.ts";
import { EXPIRES_TAG, findStackKeys, type KnownKey, type StackKeys } from "../../resources/usage-plan/find-api-keys.ts";
import type { CommandContext } from "../command-context.ts";
import { type OpenDeployedStack, openStack } from "../open-stack.ts";

/** A deployed stack with its API keys. */
export interface OpenKeys extends OpenDeployedStack {
  readonly apiKey: StandaloneResource<ApiKeyState>;
  readonly api: RestApiState;
  readonly apiUrl: string;
  readonly keys: StackKeys;
}

/** Reads the keys of the stack; throws if the stack is not deployed, or if its API requires no key. */
export async function openKeys(context: CommandContext): Promise<OpenKeys> {
  const label = stackLabel(context.settings.stack);
  const { cloud, stack, deployedSettings } = await openStack(context, { requiresSettings: true });
  return withExplainedErrors(label, async () => {
    const api = await stack.restApi.read();
    if (!api)
      throw new TodoApiError("not-deployed", EXIT.notFound, `${label} is not deployed: no REST API has its tags`, {
        next: [{ command: "todo-api deploy --auth api-key", comment: "deploy an API that requires a key" }],
      });
    const { apiKey } = stack;
    if (!apiKey)
      throw new TodoApiError("no-api-key", EXIT.notFound, `the API of ${label} requires no API key`, {
        next: [{ command: "todo-api deploy --auth api-key", comment: "require one" }],
      });
    const apiUrl = await cloud.addresses.apiUrl(api.id, stack.name.stage);
    return { cloud, stack, deployedSettings, apiKey, api, apiUrl, keys: await findStackKeys(cloud, stack.name) };
  });
}

/** Runs AWS calls for the keys of a stack, and explains their errors. */
export async function withExplainedErrors<Done>(label: string, action: () => Promise<Done>): Promise<Done> {
  try {
    return await action();
  } catch (error) {
    throw explainAwsError(error, `could not read or change the API keys of ${label}`) ?? error;
  }
}

/** The error for a stack without a current key: all were revoked or deleted, or a rotation was interrupted. */
export function noKey(label: string): TodoApiError {
  return new TodoApiError("no-api-key", EXIT.notFound, `${label} has no API key`, {
    next: [{ command: "todo-api key rotate", comment: "create one" }],
  });
}

/** A key as a JSON document, without its value. */
export function keyDocument({ id, createdAt, tags }: KnownKey): object {
  const expiresAt = tags[EXPIRES_TAG];
  return { id, createdAt: new Date(createdAt).toISOString(), ...(expiresAt !== undefined && { expiresAt }) };
}
