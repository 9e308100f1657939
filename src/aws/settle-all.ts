/**
 * Waits for all of it, also when some fails, and then throws the first failure: what was under way has its effect, and whoever reads afterwards
 * must see it.
 */
export async function settleAll(work: readonly (Promise<unknown> | false)[]): Promise<void> {
  const ended = await Promise.allSettled(work);
  const failed = ended.find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}
