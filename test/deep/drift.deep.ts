import { describe } from "vitest";
import { DRIFTS_BY_KIND } from "../support/drifts/all-drifts.ts";
import { repairsDrifts } from "../support/drifts/repairs-drifts.ts";

describe.each(Object.entries(DRIFTS_BY_KIND))("%s", (_kind, drifts) => repairsDrifts(drifts));
