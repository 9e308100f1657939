import type { ServiceName } from "../model/service-model.ts";
import { type Fault, type FaultKind, namesOperation } from "./fault.ts";

/** The facts about a call that decide which fault fires. */
export interface CountedCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly accessKeyId: string;
  /** Whether a deployed function sent it. */
  readonly isOfFunction: boolean;
}

/** A fault that has fired, and the call that it affected. */
interface FiredFault {
  readonly kind: FaultKind;
  readonly service: ServiceName;
  readonly operation: string;
}

/** The faults of a local cloud. They are kept in memory: a restart clears them. */
export interface Faults {
  set(fault: Fault): void;
  /** Clears every fault, including expired credentials, and the list of those that have fired. */
  clear(): void;
  /** The faults that can still fire. */
  pending(): readonly Fault[];
  fired(): readonly FiredFault[];
  /**
   * Counts a call and returns the fault that it triggers. If several match, the first one set fires; the others still
   * count the call.
   */
  strike(call: CountedCall): Fault | undefined;
}

interface Switch {
  readonly fault: Fault;
  counted: number;
  /** Set once `expire-credentials` has fired. */
  expiredKey: string | undefined;
}

export function createFaults(): Faults {
  let switches: Switch[] = [];
  let fired: FiredFault[] = [];
  return {
    set: (fault) => void switches.push({ fault, counted: 0, expiredKey: undefined }),
    clear() {
      switches = [];
      fired = [];
    },
    pending: () => switches.map(({ fault }) => fault),
    fired: () => fired,
    strike(call) {
      if (switches.length === 0) return undefined;
      const striking = switches.filter((one) => strikes(one, call));
      switches = switches.filter((one) => !isSpent(one));
      const [first] = striking;
      if (!first) return undefined;
      fired.push({ kind: first.fault.kind, service: call.service, operation: call.operation });
      return first.fault;
    },
  };
}

function strikes(one: Switch, { service, operation, accessKeyId, isOfFunction }: CountedCall): boolean {
  const { fault } = one;
  if (one.expiredKey !== undefined) return one.expiredKey === accessKeyId;
  const counts = fault.operation === undefined ? !isOfFunction : namesOperation(fault.operation, service, operation);
  if (!counts) return false;
  one.counted += 1;
  const strikesNow = one.counted >= (fault.call ?? 1);
  if (strikesNow && fault.kind === "expire-credentials") one.expiredKey = accessKeyId;
  return strikesNow;
}

/** Expired credentials stay expired until they are cleared. */
function isSpent({ fault, counted }: Switch): boolean {
  return fault.kind !== "expire-credentials" && counted >= (fault.call ?? 1) + (fault.times ?? 1) - 1;
}
