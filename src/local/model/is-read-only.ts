/** Whether an operation only reads, by the prefix of its name. */
export function isReadOnly(operation: string): boolean {
  return /^(Get|List|Describe|Head|Filter|Query|Scan)/.test(operation);
}
