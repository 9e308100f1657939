import type { Change } from "../engine/resource.ts";
import { readNested } from "../text/json.ts";

/** Converts changes to a JSON document. JSON text in a field, such as a policy or a model, becomes JSON. */
export function changesDocument(one: { readonly changes: readonly Change[] }): object {
  return {
    ...one,
    changes: one.changes.map((change) => ({ ...change, from: readNested(change.from), to: readNested(change.to) })),
  };
}
