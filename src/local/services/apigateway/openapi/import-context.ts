import type { RequestValidator } from "../definition.ts";
import type { Models } from "./parse-models.ts";

/** The ID of the root resource, and the parts of a document that its operations refer to. */
export interface ImportContext {
  readonly rootResourceId: string;
  readonly models: Models;
  readonly requestValidators: Readonly<Record<string, RequestValidator>>;
}

/** The path, verb and location of an operation in a document. */
export interface OperationPlace {
  readonly path: string;
  readonly verb: string;
  /** The operation's location, for errors: `paths.'/items'(get)`. */
  readonly where: string;
  /** The parameters of the path, which all of its operations share. */
  readonly sharedParameters: readonly unknown[];
}
