import type { Model } from "./model/model.ts";
import { operation } from "./operation.ts";
import { schemasFor } from "./schemas.ts";

/** The four functions, by what they do. */
export const ACTIONS = ["create", "read", "update", "delete"] as const;
export type Action = (typeof ACTIONS)[number];

export const PATHS = ["/items", "/items/{id}"] as const;

export interface Route {
  readonly method: "get" | "head" | "post" | "put" | "patch" | "delete";
  readonly path: (typeof PATHS)[number];
  readonly action: Action;
  /** The name of the operation, for clients that are made from the document. */
  readonly operationId: string;
  readonly summary: string;
}

/** The API, once: permissions, the document, what it says of wrong methods and its CORS follow from this list. */
const ROUTES: readonly Route[] = [
  { method: "post", path: "/items", action: "create", operationId: "createItem", summary: "Create an item" },
  { method: "get", path: "/items", action: "read", operationId: "listItems", summary: "List the items, newest last" },
  { method: "head", path: "/items", action: "read", operationId: "headItems", summary: "The headers of the list" },
  { method: "get", path: "/items/{id}", action: "read", operationId: "readItem", summary: "Read one item" },
  { method: "head", path: "/items/{id}", action: "read", operationId: "headItem", summary: "The headers of one item" },
  { method: "put", path: "/items/{id}", action: "update", operationId: "replaceItem", summary: "Replace an item" },
  { method: "patch", path: "/items/{id}", action: "update", operationId: "changeItem", summary: "Change some fields" },
  { method: "delete", path: "/items/{id}", action: "delete", operationId: "deleteItem", summary: "Delete an item" },
];

/** Only where the stage allows it. */
const CLEAR: Route = {
  method: "delete",
  path: "/items",
  action: "delete",
  operationId: "clearItems",
  summary: "Delete every item",
};

/** What the API of a stack is made from. */
export interface ApiInput {
  readonly model: Model;
  /** Whether the whole collection can be deleted at once. */
  readonly allowClear: boolean;
}

/** The routes of a stack's API. */
export function routesOf({ allowClear }: Pick<ApiInput, "allowClear">): readonly Route[] {
  return allowClear ? [...ROUTES, CLEAR] : ROUTES;
}

/** The routes and schemas of a stack's API as OpenAPI has them: what `todo-api openapi` prints and what the gateway's document is made of. */
export function apiContent(input: ApiInput) {
  const routes = routesOf(input);
  const paths = PATHS.map((path) => {
    const ofPath = routes.filter((route) => route.path === path);
    return [path, Object.fromEntries(ofPath.map((route) => [route.method, operation(route, input.model)]))] as const;
  });
  return { paths: Object.fromEntries(paths), components: { schemas: schemasFor(input.model) } };
}
