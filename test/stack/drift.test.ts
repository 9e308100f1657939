import { DRIFTS_BY_KIND } from "../support/drifts/all-drifts.ts";
import { repairsDrifts } from "../support/drifts/repairs-drifts.ts";

// Two of each kind here, the last of which is the worst; every field is in test/deep/drift.deep.ts.
repairsDrifts(
  Object.values(DRIFTS_BY_KIND).flatMap((drifts) =>
    [...new Set([drifts[0], drifts.at(-1)])].flatMap((drift) => drift ?? []),
  ),
);
