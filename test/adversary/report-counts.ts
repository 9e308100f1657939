/** Prints the counts of an adversary test on stderr, because passing tests alone do not show how much was tested. */
export function reportCounts(what: string, counts: Readonly<Record<string, number>>): void {
  const text = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  process.stderr.write(`${what}: ${text.join(", ")}\n`);
}
