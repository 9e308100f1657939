/** One line of the table: the measurement, its limit, and whether it is within the limit. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly limit: string;
  /** Undefined without a limit. */
  readonly met: boolean | undefined;
}

/** The rows as the Markdown table of test/README.md. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ what, measured, limit, met }) => `| ${what} | ${measured} | ${limit} | ${metText(met)} |`);
  return ["| what | measured | limit | met |", "|---|---|---|---|", ...lines].join("\n");
}

function metText(met: boolean | undefined): string {
  if (met === undefined) return "-";
  return met ? "yes" : "NO";
}

/** A row whose number must not exceed its limit. */
export function atMost(what: string, value: number, limit: number, unit: string, digits = 2): Row {
  return { what, measured: `${value.toFixed(digits)} ${unit}`, limit: `at most ${limit} ${unit}`, met: value <= limit };
}

/** A row without a limit, for a number that depends on the machine. */
export function shown(what: string, value: number, unit: string, digits = 2): Row {
  return { what, measured: `${value.toFixed(digits)} ${unit}`, limit: "-", met: undefined };
}

/** A duration compared with another one of the same run, in milliseconds. */
export function against(what: string, baseline: string, time: number, baselineTime: number, limit: number): Row {
  const times = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
  const ratio = time / baselineTime;
  return {
    what: `${what} (${times(time)}), against ${baseline} (${times(baselineTime)})`,
    measured: `${ratio.toFixed(2)} x`,
    limit: `at most ${limit} x`,
    met: ratio <= limit,
  };
}
