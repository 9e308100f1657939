/** Whether an error is one of these AWS errors, by its name. */
export function isAwsError(error: unknown, ...names: readonly string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}

/** Returns the result of a call; undefined if the call fails with one of these AWS errors. */
export async function undefinedOn<Found>(
  call: Promise<Found>,
  ...names: readonly string[]
): Promise<Found | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isAwsError(error, ...names)) return undefined;
    throw error;
  }
}

/** Returns true if the deletion succeeds, and false if it fails with one of these "not found" errors. */
export async function deletedUnlessMissing(removal: Promise<unknown>, ...names: readonly string[]): Promise<boolean> {
  return (
    (await undefinedOn(
      removal.then(() => true),
      ...names,
    )) ?? false
  );
}
