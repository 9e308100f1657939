/** Waits for all, even if some fail, then throws the first failure: a later read must see the effects of all of them. */
export async function settleAll(work: readonly (Promise<unknown> | false)[]): Promise<void> {
  const ended = await Promise.allSettled(work);
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}
