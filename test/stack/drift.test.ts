import { DRIFTS_BY_KIND } from "../support/drifts/all-drifts.ts";
import { repairsDrifts } from "../support/drifts/repairs-drifts.ts";

// The first and the last (worst) drift of each kind. test/deep/drift.deep.ts tries all of them.
repairsDrifts(
  Object.values(DRIFTS_BY_KIND).flatMap((drifts) =>
    [...new Set([drifts[0], drifts.at(-1)])].flatMap((drift) => drift ?? []),
  ),
);
