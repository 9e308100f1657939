import { RELEASE_TAG } from "../../../src/resources/release.ts";
import type { Inventory } from "../../support/inventory.ts";

/**
 * Removes everything that depends on earlier deploys: the releases and versions that are kept for a rollback, and who
 * deployed this one first.
 */
export function withoutHistory(inventory: Inventory): Inventory {
  return JSON.parse(JSON.stringify(inventory, (key, value) => withoutReleases(key, value)));
}

function withoutReleases(key: string, value: unknown): unknown {
  if (key === "versions") return undefined;
  if (key.startsWith(`${RELEASE_TAG}-`)) return undefined;
  // "1.0.0 2026-11-25T12:00:00Z 0123456789abcdef create=...": the version of todo-api, and the time.
  if (key === RELEASE_TAG && typeof value === "string") return value.split(" ").slice(2).join(" ");
  return value;
}
