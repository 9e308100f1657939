import type { Model } from "./model/model.ts";
import { operation } from "./operation.ts";
import { PATHS, routesOf } from "./routes.ts";
import { schemasFor } from "./schemas.ts";
import { type Auth, securityOf, securitySchemes } from "./security.ts";

/** The inputs for the OpenAPI document of a stack's API. */
export interface ApiInput {
  readonly model: Model;
  /** Whether one request can delete all items. */
  readonly allowClear: boolean;
  readonly auth: Auth;
}

/** The security, paths and schemas of the OpenAPI document of a stack's API. */
export function apiContent(input: ApiInput) {
  const routes = routesOf(input);
  const paths = PATHS.map((path) => {
    const pathRoutes = routes.filter((route) => route.path === path);
    return [
      path,
      Object.fromEntries(pathRoutes.map((route) => [route.method, operation(route, input.model)])),
    ] as const;
  });
  return {
    ...securityOf(input.auth),
    paths: Object.fromEntries(paths),
    components: { schemas: schemasFor(input.model), ...securitySchemes(input.auth) },
  };
}
