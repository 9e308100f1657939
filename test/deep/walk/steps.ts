import fc from "fast-check";
import { FAULT_KINDS, type FaultKind } from "../../../src/local/faults/fault.ts";
import { DRIFTS_BY_KIND } from "../../support/drifts/all-drifts.ts";
import type { Version } from "./versions.ts";

/** A failure in a run, and the call at which it happens. */
export type Disruption =
  | { readonly is: "cut"; readonly call: number; readonly when: "before" | "after" }
  | { readonly is: "ctrl-c"; readonly call: number }
  | { readonly is: FaultKind; readonly call: number };

/** One run of todo-api. */
export interface Run {
  readonly does: "deploy" | "destroy" | "rollback";
  /** The version that is deployed, or that runs the command. */
  readonly version: Version;
  readonly disruption: Disruption | undefined;
}

/** A change to a stack or its account; the steps of a walk run in order. */
export type Step =
  | { readonly step: "run"; readonly run: Run }
  | { readonly step: "two concurrent runs"; readonly runs: readonly [Run, Run] }
  | { readonly step: "drift"; readonly drift: string }
  | { readonly step: "an additional action was deployed" }
  | { readonly step: "one action fewer was deployed" };

/** A random life cycle of a stack: in its own account, or with other owners' resources. */
export interface Walk {
  readonly neighbors: boolean;
  /** The seed of a cloud with realistic timing; undefined for one without delays. */
  readonly slow: number | undefined;
  readonly steps: readonly Step[];
}

export const DRIFTS = Object.values(DRIFTS_BY_KIND).flat();

/** A first deploy makes about 70 calls, most other runs fewer. */
const CALLS = 72;

const call = fc.integer({ min: 1, max: CALLS });
const version: fc.Arbitrary<Version> = fc.record({
  tool: fc.constantFrom("1.1.0", "1.0.0"),
  code: fc.constantFrom("this", "other"),
  protect: fc.constantFrom(undefined, true, false),
});
const disruption: fc.Arbitrary<Disruption> = fc.oneof(
  fc.record({ is: fc.constant("cut" as const), call, when: fc.constantFrom("before", "after") }),
  fc.record({ is: fc.constantFrom("ctrl-c" as const, ...FAULT_KINDS), call }),
);
const does = fc.oneof(
  { weight: 3, arbitrary: fc.constant("deploy" as const) },
  { weight: 2, arbitrary: fc.constant("destroy" as const) },
  { weight: 1, arbitrary: fc.constant("rollback" as const) },
);
const calmRun: fc.Arbitrary<Run> = fc.record({ does, version, disruption: fc.constant(undefined) });
const disruptedRun: fc.Arbitrary<Run> = fc.record({ does, version, disruption: disruption });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ step: fc.constant("run" as const), run: disruptedRun }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant("run" as const), run: calmRun }) },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constant("two concurrent runs" as const),
      runs: fc.tuple(calmRun, fc.oneof(calmRun, disruptedRun)),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constant("drift" as const),
      drift: fc.constantFrom(...DRIFTS.map(({ what }) => what)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant("an additional action was deployed" as const) }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant("one action fewer was deployed" as const) }) },
);

const steps = fc.array(step, { minLength: 1, maxLength: 8 });

/** A random life cycle of a stack. */
export const walks: fc.Arbitrary<Walk> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ neighbors: fc.boolean(), slow: fc.constant(undefined), steps }) },
  { weight: 1, arbitrary: fc.record({ neighbors: fc.constant(false), slow: fc.nat({ max: 9999 }), steps }) },
);
