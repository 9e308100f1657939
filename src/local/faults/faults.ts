import type { ServiceName } from "../model/service-model.ts";
import { type Fault, type FaultKind, namesOperation } from "./fault.ts";

/** The facts about a call that determine which fault fires. */
export interface CountedCall {
  readonly service: ServiceName;
  readonly operation: string;
  readonly accessKeyId: string;
  /** Whether the caller is a role session, such as a deployed function's. */
  readonly isFromSession: boolean;
}

interface FiredFault {
  readonly kind: FaultKind;
  readonly service: ServiceName;
  readonly operation: string;
}

/** The faults of a local cloud. They are kept in memory: a restart clears them. */
export interface Faults {
  set(fault: Fault): void;
  /** Clears every fault, including expired credentials, and the list of fired faults. */
  clear(): void;
  /** The faults that can still fire. */
  pending(): readonly Fault[];
  fired(): readonly FiredFault[];
  /**
   * Counts a call and returns the fault that it triggers. If it triggers several, the fault that was set first fires;
   * the others still count the call.
   */
  trigger(call: CountedCall): Fault | undefined;
}

interface ActiveFault {
  readonly fault: Fault;
  counted: number;
  /** The access key that has expired, once `expire-credentials` has been triggered. */
  expiredKey: string | undefined;
}

export function createFaults(): Faults {
  let active: ActiveFault[] = [];
  let fired: FiredFault[] = [];
  return {
    set: (fault) => void active.push({ fault, counted: 0, expiredKey: undefined }),
    clear() {
      active = [];
      fired = [];
    },
    pending: () => active.map(({ fault }) => fault),
    fired: () => fired,
    trigger(call) {
      if (active.length === 0) return undefined;
      const triggered = active.filter((one) => countCall(one, call));
      active = active.filter((one) => !isSpent(one));
      const [first] = triggered;
      if (!first) return undefined;
      fired.push({ kind: first.fault.kind, service: call.service, operation: call.operation });
      return first.fault;
    },
  };
}

/** Counts a call, and returns whether it triggers the fault. */
function countCall(one: ActiveFault, { service, operation, accessKeyId, isFromSession }: CountedCall): boolean {
  const { fault } = one;
  if (one.expiredKey !== undefined) return one.expiredKey === accessKeyId;
  const counts = fault.operation === undefined ? !isFromSession : namesOperation(fault.operation, service, operation);
  if (!counts) return false;
  one.counted += 1;
  const isTriggered = one.counted >= (fault.call ?? 1);
  if (isTriggered && fault.kind === "expire-credentials") one.expiredKey = accessKeyId;
  return isTriggered;
}

/** Expired credentials stay expired until the faults are cleared. */
function isSpent({ fault, counted }: ActiveFault): boolean {
  return fault.kind !== "expire-credentials" && counted >= (fault.call ?? 1) + (fault.times ?? 1) - 1;
}
