import type { Change } from "../engine/resource.ts";
import { readNested } from "../text/json.ts";

/** What has changes, as `--json` shows it: what AWS keeps as JSON text, such as a policy or a model, is JSON. */
export function changesDocument(one: { readonly changes: readonly Change[] }): object {
  return {
    ...one,
    changes: one.changes.map((change) => ({ ...change, from: readNested(change.from), to: readNested(change.to) })),
  };
}
