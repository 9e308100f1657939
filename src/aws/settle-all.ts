/** Waits for all promises, even if some fail, so that a later read sees all effects; then throws the first failure. */
export async function settleAll(work: readonly (Promise<unknown> | false)[]): Promise<void> {
  const ended = await Promise.allSettled(work);
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}
