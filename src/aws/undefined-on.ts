/** Whether AWS answered with one of these errors; errors are told by their name (the SDK's class name). */
export function isAwsError(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

/** Undefined in place of the errors that say "there is no such thing". */
export async function undefinedOn<Found>(
  found: Promise<Found>,
  ...names: readonly string[]
): Promise<Found | undefined> {
  try {
    return await found;
  } catch (error) {
    if (isAwsError(error, ...names)) return undefined;
    throw error;
  }
}

/** Whether a removal removed something: false where it was gone already. */
export async function deletedUnlessMissing(removal: Promise<unknown>, ...names: readonly string[]): Promise<boolean> {
  return (
    (await undefinedOn(
      removal.then(() => true),
      ...names,
    )) ?? false
  );
}
