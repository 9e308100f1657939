/** A count with its noun, whose plural ends in s: "1 item", "1,234 items". */
export function countText(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
