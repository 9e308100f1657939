/** A fault, and the calls in which it occurs. */
export interface FaultSwitch {
  readonly kind: string;
  readonly operation?: string;
  readonly call?: number;
  readonly times?: number;
  readonly seconds?: number;
}

/** The faults in a local cloud, as the control API returns them. */
export interface FaultsReport {
  readonly pending: readonly FaultSwitch[];
  readonly fired: readonly FiredFault[];
  /** The faults that --clear removed. */
  readonly cleared?: readonly FaultSwitch[];
  /** The faults that had fired before --clear. */
  readonly struck?: readonly FiredFault[];
}

interface FiredFault {
  readonly kind: string;
  readonly service: string;
  readonly operation: string;
}

/** Formats a line for each fault that is set or was cleared, then a line for each kind and operation that has fired. */
export function faultsText({ pending, fired, cleared, struck = [] }: FaultsReport): string {
  if (cleared) return clearedText(cleared, struck);
  if (pending.length + fired.length === 0) return "No faults are set, and none have fired.\n";
  return [...pending.map((fault) => `set      ${faultText(fault)}\n`), firedText(fired)].join("");
}

function clearedText(cleared: readonly FaultSwitch[], struck: readonly FiredFault[]): string {
  if (cleared.length === 0) return `No faults were set.\n${firedText(struck)}`;
  return [...cleared.map((fault) => `cleared  ${faultText(fault)}\n`), firedText(struck)].join("");
}

/** Merges equal lines and counts them, because expired credentials can cause thousands of calls to fail. */
function firedText(fired: readonly FiredFault[]): string {
  const times = new Map<string, number>();
  for (const { kind, service, operation } of fired) {
    const text = `${kind} at ${service} ${operation}`;
    times.set(text, (times.get(text) ?? 0) + 1);
  }
  return [...times].map(([text, count]) => `fired    ${text}${count === 1 ? "" : `, ${count} times`}\n`).join("");
}

function faultText({ kind, operation, call = 1, times = 1, seconds }: FaultSwitch): string {
  const last = call + times - 1;
  const calls = last > call ? `at calls ${call} to ${last}` : `at call ${call}`;
  const which = kind === "expire-credentials" ? `from call ${call}` : calls;
  const of = operation === undefined ? "" : ` of ${operation}`;
  return `${kind} ${which}${of}${seconds === undefined ? "" : `, ${seconds} s`}`;
}
