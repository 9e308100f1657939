import type { RequestValidator } from "../definition.ts";
import type { Models } from "./parse-models.ts";

/** What the operations of a document share. */
export interface ImportContext {
  readonly rootResourceId: string;
  readonly models: Models;
  readonly requestValidators: Readonly<Record<string, RequestValidator>>;
}

/** The location of an operation, for errors, and the parameters of its path. */
export interface OperationPlace {
  readonly path: string;
  readonly verb: string;
  readonly where: string;
  readonly shared: readonly unknown[];
}
