/** One line of the table: the measurement, its limit, and whether it is within the limit. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly bar: string;
  readonly reached: boolean;
}

/** The rows as the Markdown table of test/README.md. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ what, measured, bar, reached }) => `| ${what} | ${measured} | ${bar} | ${reached ? "yes" : "NO"} |`,
  );
  return ["| what | measured | bar | reached |", "|---|---|---|---|", ...lines].join("\n");
}

/** A row whose number must not exceed its limit. */
export function atMost(what: string, value: number, bar: number, unit: string, digits = 2): Row {
  return { what, measured: `${value.toFixed(digits)} ${unit}`, bar: `at most ${bar} ${unit}`, reached: value <= bar };
}

/** A row without a limit: it depends on the machine. */
export function shown(what: string, value: number, unit: string, digits = 2): Row {
  return { what, measured: `${value.toFixed(digits)} ${unit}`, bar: "-", reached: true };
}

/** A duration compared with another one of the same run, in milliseconds. */
export function against(what: string, baseline: string, time: number, baselineTime: number, bar: number): Row {
  const times = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
  const ratio = time / baselineTime;
  return {
    what: `${what} (${times(time)}), against ${baseline} (${times(baselineTime)})`,
    measured: `${ratio.toFixed(2)} x`,
    bar: `at most ${bar} x`,
    reached: ratio <= bar,
  };
}
