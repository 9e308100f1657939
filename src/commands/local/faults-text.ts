/** A fault as it is set. */
export interface FaultSwitch {
  readonly kind: string;
  readonly operation?: string;
  readonly call?: number;
  readonly times?: number;
  readonly seconds?: number;
}

/** What the local cloud tells of its faults. */
export interface FaultsTold {
  readonly pending: readonly FaultSwitch[];
  readonly fired: readonly Struck[];
  /** What --clear has just taken back, and what had struck until then. */
  readonly cleared?: readonly FaultSwitch[];
  readonly struck?: readonly Struck[];
}

interface Struck {
  readonly kind: string;
  readonly service: string;
  readonly operation: string;
}

/** A line for each fault that is set, then one for each that has struck. */
export function faultsText({ pending, fired, cleared, struck = [] }: FaultsTold): string {
  if (cleared) return clearedText(cleared, struck);
  if (pending.length + fired.length === 0) return "No fault is set, and none has struck.\n";
  return [...pending.map((fault) => `set      ${faultText(fault)}\n`), ...fired.map(struckText)].join("");
}

function clearedText(cleared: readonly FaultSwitch[], struck: readonly Struck[]): string {
  if (cleared.length === 0) return `No fault was set.\n${struck.map(struckText).join("")}`;
  return [...cleared.map((fault) => `cleared  ${faultText(fault)}\n`), ...struck.map(struckText)].join("");
}

function struckText({ kind, service, operation }: Struck): string {
  return `struck   ${kind} at ${service} ${operation}\n`;
}

function faultText({ kind, operation, call = 1, times = 1, seconds }: FaultSwitch): string {
  const last = call + times - 1;
  const calls = last > call ? `at calls ${call} to ${last}` : `at call ${call}`;
  const which = kind === "expire-credentials" ? `from call ${call}` : calls;
  const of = operation === undefined ? "" : ` of ${operation}`;
  return `${kind} ${which}${of}${seconds === undefined ? "" : `, ${seconds} s`}`;
}
