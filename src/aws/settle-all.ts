/**
 * Waits for all promises, even if some fail, then throws the first failure, so that a later read sees the effects of
 * all.
 */
export async function settleAll(work: readonly (Promise<unknown> | false)[]): Promise<void> {
  const ended = await Promise.allSettled(work);
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}
