/** After this many distinct failures, further ones are not reported: they probably differ only in details. */
const MAX_FAILURES = 100;

/** Creates a function that reports each distinct failure once, so that a recurring one does not fill the log. */
export function reportOnce(report: (failure: string) => void): (failure: string) => void {
  const reported = new Set<string>();
  return (failure) => {
    if (reported.has(failure) || reported.size >= MAX_FAILURES) return;
    reported.add(failure);
    report(failure);
  };
}
