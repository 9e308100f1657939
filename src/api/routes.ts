/** The item functions, named after their actions. */
export const ITEM_ACTIONS = ["create", "read", "update", "delete"] as const;
/** All functions. `website` serves the page in a stack with `--website api`. */
export const ACTIONS = [...ITEM_ACTIONS, "website"] as const;
export type Action = (typeof ACTIONS)[number];

export const PATHS = ["/items", "/items/{id}"] as const;

export interface Route {
  readonly method: "get" | "head" | "post" | "put" | "patch" | "delete";
  readonly path: (typeof PATHS)[number];
  readonly action: Action;
  /** The name of the operation in generated clients. */
  readonly operationId: string;
  readonly summary: string;
}

/** The routes of every API. Permissions, the OpenAPI document, 405 responses and CORS are derived from them. */
const ROUTES: readonly Route[] = [
  { method: "post", path: "/items", action: "create", operationId: "createItem", summary: "Create an item" },
  { method: "get", path: "/items", action: "read", operationId: "listItems", summary: "List the items, oldest first" },
  { method: "head", path: "/items", action: "read", operationId: "headItems", summary: "Get the headers of the list" },
  { method: "get", path: "/items/{id}", action: "read", operationId: "readItem", summary: "Get an item" },
  {
    method: "head",
    path: "/items/{id}",
    action: "read",
    operationId: "headItem",
    summary: "Get the headers of an item",
  },
  { method: "put", path: "/items/{id}", action: "update", operationId: "replaceItem", summary: "Replace an item" },
  {
    method: "patch",
    path: "/items/{id}",
    action: "update",
    operationId: "changeItem",
    summary: "Change some fields of an item",
  },
  { method: "delete", path: "/items/{id}", action: "delete", operationId: "deleteItem", summary: "Delete an item" },
];

/** A route that exists only if `allowClear` is true. */
const CLEAR: Route = {
  method: "delete",
  path: "/items",
  action: "delete",
  operationId: "clearItems",
  summary: "Delete every item",
};

export function routesOf({ allowClear }: { readonly allowClear: boolean }): readonly Route[] {
  return allowClear ? [...ROUTES, CLEAR] : ROUTES;
}
