/** More different failures than this are one that differs each time. */
const MOST_FAILURES = 100;

/** Reports a failure that belongs to no request, each one once: what fails every second must not fill the log. */
export function reportOnce(report: (failure: string) => void): (failure: string) => void {
  const reported = new Set<string>();
  return (failure) => {
    if (reported.has(failure) || reported.size >= MOST_FAILURES) return;
    reported.add(failure);
    report(failure);
  };
}
