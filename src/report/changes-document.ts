import type { Change } from "../engine/resource.ts";
import { readNested } from "../text/json.ts";

/** Converts changes to a JSON document. Parses a field that contains JSON text, such as a policy or a model. */
export function changesDocument(one: { readonly changes: readonly Change[] }): object {
  return {
    ...one,
    changes: one.changes.map((change) => ({ ...change, from: readNested(change.from), to: readNested(change.to) })),
  };
}
