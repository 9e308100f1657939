import type { Change } from "../engine/resource.ts";
import { readNested } from "../text/json.ts";

/** Converts a value with changes to its `--json` format. Parses fields that contain JSON text, such as a policy. */
export function changesDocument(one: { readonly changes: readonly Change[] }): object {
  return {
    ...one,
    changes: one.changes.map((change) => ({ ...change, from: readNested(change.from), to: readNested(change.to) })),
  };
}
