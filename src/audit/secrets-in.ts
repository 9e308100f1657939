/** The names of the variables that look like secrets, by their name or their value. */
export function secretsIn(variables: Readonly<Record<string, string>> | undefined): readonly string[] {
  return Object.entries(variables ?? {}).flatMap(([name, value]) =>
    SECRET_NAME.test(name) || SECRET_VALUE.test(value) ? [name] : [],
  );
}

const SECRET_NAME = /secret|passw(or)?d|token|credential|private_?key|api_?key|access_?key/i;
/** AWS access keys, private keys, and GitHub tokens. */
const SECRET_VALUE = /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_[A-Za-z0-9]{36}/;
