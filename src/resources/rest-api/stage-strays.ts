import type { DeploymentState } from "./deployment.ts";

/** A change outside todo-api: settings for one method, which override the stage's, or a stage variable. */
export interface Stray {
  readonly field: string;
  readonly from: unknown;
  /** Its path in UpdateStage. */
  readonly path: string;
}

/** The key of the method settings for the whole stage. */
export const ALL_METHODS = "*/*";

/** Returns the settings that were made outside todo-api. */
export function straysIn({ methodSettings = {}, variables = {} }: DeploymentState["stage"]): readonly Stray[] {
  const { [ALL_METHODS]: _, ...others } = methodSettings;
  return [
    ...Object.entries(others).map(([method, from]) => ({
      field: `methodSettings.${method}`,
      from,
      path: pathOf(method),
    })),
    ...Object.entries(variables).map(([name, from]) => ({
      field: `variables.${name}`,
      from,
      path: `/variables/${name}`,
    })),
  ];
}

/** The path of `items/{id}/GET` in a patch is `/items~1{id}/GET`. */
function pathOf(method: string): string {
  const at = method.lastIndexOf("/");
  return `/${method.slice(0, at).replaceAll("~", "~0").replaceAll("/", "~1")}${method.slice(at)}`;
}
