/** Prints what an adversary did on stderr: a green run alone proves little. */
export function reportCounts(what: string, counts: Readonly<Record<string, number>>): void {
  const text = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  process.stderr.write(`${what}: ${text.join(", ")}\n`);
}
