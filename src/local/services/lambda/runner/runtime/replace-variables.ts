/** Replaces the environment variables of this process by exactly these. */
export function replaceVariables(variables: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env))
    if (!NEEDED_BY_THE_SYSTEM.has(name.toUpperCase())) delete process.env[name];
  Object.assign(process.env, variables);
}

// Windows needs it to find its own libraries.
const NEEDED_BY_THE_SYSTEM: ReadonlySet<string> = new Set(["SYSTEMROOT"]);
