import type { FunctionSettings } from "../../../src/resources/function/settings.ts";

/** What the baseline creates: the resources of a stack, as data. */
export interface Recipe {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly table: string;
  readonly bucket: string;
  /** The folder with the files of the page. */
  readonly site: string;
  readonly apiName: string;
  readonly stage: string;
  readonly document: string;
  readonly logGroups: readonly string[];
  readonly accessLogArn: string;
  readonly sharedRole: string;
  readonly sharedTrust: string;
  readonly functions: readonly FunctionRecipe[];
}

export interface FunctionRecipe {
  readonly name: string;
  readonly zip: string;
  readonly role: string;
  readonly trust: string;
  readonly policy: string;
  readonly settings: FunctionSettings;
}

/** The prefixes of log groups; one listing per prefix finds all groups of a kind. */
export function prefixesOf(logGroups: Recipe["logGroups"]): readonly string[] {
  return [...new Set(logGroups.map((name) => name.slice(0, name.lastIndexOf("-"))))];
}
