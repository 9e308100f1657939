/** A column's full width, and whether its text may be truncated. */
interface DesiredColumn {
  readonly width: number;
  readonly canShrink: boolean;
}

/** Columns that shrink stay at least this wide, so that they are readable. */
const MIN_WIDTH = 10;

/**
 * Returns the widths of the columns that fit into `room`, with `gap` between them. The widest columns shrink first; if
 * that is not enough, the last columns are omitted, but never the first two.
 */
export function fitColumns(desired: readonly DesiredColumn[], room: number, gap: number): readonly number[] {
  const total = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width + gap, -gap);
  for (let count = desired.length; ; count -= 1) {
    const widths = shrink(desired.slice(0, count), (shrunk) => total(shrunk) - room);
    if (total(widths) <= room || count <= 2) return widths;
  }
}

function shrink(desired: readonly DesiredColumn[], excess: (widths: readonly number[]) => number): readonly number[] {
  const widths = desired.map(({ width }) => width);
  while (excess(widths) > 0) {
    const shrinkable = widths.flatMap((width, index) =>
      desired[index]?.canShrink && width > MIN_WIDTH ? [index] : [],
    );
    const [widest] = shrinkable.toSorted((one, other) => (widths[other] ?? 0) - (widths[one] ?? 0));
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
