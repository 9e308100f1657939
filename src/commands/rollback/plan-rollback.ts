import type { Cloud } from "../../aws/cloud.ts";
import { ownershipTags, versionOf } from "../../aws/ownership.ts";
import { stackLabel } from "../../aws/stack-name.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { readVersion } from "../../package/version.ts";
import type { RestApiState } from "../../resources/rest-api/rest-api.ts";
import { type KeptRelease, rollbackStack } from "../../stack/rollback-stack.ts";
import type { RunnableStack } from "../../stack/run-stack.ts";
import type { Stack } from "../../stack/stack.ts";
import { accessInForce } from "../deploy/lost-access.ts";
import { chooseRelease } from "./choose-release.ts";
import { changesAccess, requireNamedMode } from "./require-named-mode.ts";
import { type Survey, surveyReleases } from "./survey-releases.ts";

/** The release to roll back to, and the resources to deploy for it. */
export interface RollbackPlan extends RunnableStack {
  readonly apiId: string;
  readonly survey: Survey;
  readonly kept: KeptRelease;
}

interface RollbackRequest {
  /** The ID of a release. */
  readonly to?: string | undefined;
  /** The auth mode of that release; naming it confirms that the rollback may change who may call the API. */
  readonly auth?: string | undefined;
}

/**
 * Reads the releases and chooses one. Throws if no release qualifies, or if the release changes who may call the API
 * and the request does not name the release's auth mode.
 */
export async function planRollback(
  cloud: Cloud,
  stack: Stack,
  { to, auth }: RollbackRequest = {},
): Promise<RollbackPlan> {
  const api = await requireApi(stack);
  const survey = await surveyReleases(cloud, stack.name, api);
  const kept = chooseRelease(stackLabel(stack.name), survey, to);
  const inForce = accessInForce(stack, survey.served);
  requireNamedMode(kept, inForce, auth);
  // Only a deploy changes the version of todo-api in the tags.
  const tags = ownershipTags(stack.name, versionOf(api.tags) ?? readVersion());
  const { name, restApi, keys, settings } = stack;
  const runnable = rollbackStack({
    cloud,
    stack: name,
    tags,
    restApi,
    keys,
    kept,
    settings,
    changesAccess: changesAccess(kept, inForce),
  });
  return { apiId: api.id, survey, kept, ...runnable };
}

/** Returns the API of the stack; throws if the stack is not deployed. */
export async function requireApi(stack: Stack): Promise<RestApiState> {
  const api = await stack.restApi.read();
  if (api) return api;
  throw new TodoApiError("not-deployed", EXIT.notFound, `${stackLabel(stack.name)} is not deployed`, {
    next: [{ command: "todo-api deploy", comment: "deploy it" }],
  });
}
