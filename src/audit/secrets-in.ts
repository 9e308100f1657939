/** Returns the names of the variables whose name or value looks like a secret. */
export function secretsIn(variables: Readonly<Record<string, string>> | undefined): readonly string[] {
  return Object.entries(variables ?? {}).flatMap(([name, value]) =>
    SECRET_NAME.test(name) || SECRET_VALUE.test(value) ? [name] : [],
  );
}

const SECRET_NAME =
  /secret|passw(or)?d|passphrase|token|credential|(private|api|access|auth|signing|encryption)_?key|(^|_)(pass|pwd)(_|\d|$)/i;
/** AWS access key IDs, private keys, passwords in URLs, JSON Web Tokens, and the tokens of common services. */
const SECRET_VALUE = new RegExp(
  [
    /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
    /-----BEGIN [A-Z ]*PRIVATE KEY/,
    /:\/\/[^\s/:@"]*:[^\s/@"]+@/,
    /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
    /\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22}|\bglpat-[\w-]{20}|\bxox[abprs]-[\w-]{10}|\b[rs]k_live_\w{16}/,
  ]
    .map(({ source }) => source)
    .join("|"),
);
