/** How wide a column would like to be, and whether its texts may be cut. */
export interface Wish {
  readonly width: number;
  readonly canShrink: boolean;
}

/** A text of fewer columns tells nothing. */
const FEWEST_COLUMNS = 10;

/**
 * The widths of as many columns as fit into so much room with so wide a gap between them: the widest give way first, and where even that is not
 * enough, the last columns are left out. The first and the next are always there.
 */
export function fitColumns(wishes: readonly Wish[], room: number, gap: number): readonly number[] {
  const total = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width + gap, -gap);
  for (let count = wishes.length; ; count -= 1) {
    const widths = shrink(wishes.slice(0, count), (now) => total(now) - room);
    if (total(widths) <= room || count <= 2 || !wishes.slice(2, count).length) return widths;
  }
}

function shrink(wishes: readonly Wish[], excess: (widths: readonly number[]) => number): readonly number[] {
  const widths = wishes.map(({ width }) => width);
  while (excess(widths) > 0) {
    const able = widths.flatMap((width, index) => (wishes[index]?.canShrink && width > FEWEST_COLUMNS ? [index] : []));
    const [widest] = able.toSorted((one, other) => (widths[other] ?? 0) - (widths[one] ?? 0));
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}
