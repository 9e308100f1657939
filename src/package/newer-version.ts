/** Whether one version of this tool is newer than another (semver.org 2.0.0, 11): by its numbers, and a release is newer than its pre-releases. */
export function isNewer(version: string, than: string): boolean {
  return compareVersions(version, than) > 0;
}

function compareVersions(a: string, b: string): number {
  const [one, other] = [parse(a), parse(b)];
  const difference = one.numbers.map((number, index) => number - (other.numbers[index] ?? 0)).find((by) => by !== 0);
  if (difference !== undefined) return difference;
  if (one.preRelease === other.preRelease) return 0;
  if (one.preRelease === undefined) return 1;
  if (other.preRelease === undefined) return -1;
  return one.preRelease.localeCompare(other.preRelease, "en", { numeric: true });
}

/** A version that is none counts as 0.0.0. */
function parse(version: string): { readonly numbers: readonly number[]; readonly preRelease: string | undefined } {
  const [, major = 0, minor = 0, patch = 0, preRelease] =
    /^(\d+)\.(\d+)\.(\d+)(?:-([^+]+))?(?:\+.*)?$/.exec(version) ?? [];
  return { numbers: [Number(major), Number(minor), Number(patch)], preRelease };
}
