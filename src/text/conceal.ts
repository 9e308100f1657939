/** Hides secrets in a command's output. */
export interface Concealer {
  /** Hides these secrets from now on, except short ones. */
  conceal(...secrets: readonly (string | undefined)[]): void;
  /** Returns the text without the secrets. */
  concealed(text: string): string;
}

/**
 * Creates a concealer that hides the secrets in the environment from the start. Even errors can contain secrets, such
 * as the session token in a request's headers or the password in a proxy's URL.
 */
export function createConcealer(env: Readonly<Record<string, string | undefined>>): Concealer {
  const secrets = new Set<string>();
  const conceal = (...found: readonly (string | undefined)[]) => {
    for (const secret of found)
      if (secret !== undefined && secret.length >= SHORTEST_SECRET)
        for (const form of formsOf(secret)) secrets.add(form);
  };
  conceal(...SECRET_VARIABLES.map((name) => env[name]));
  conceal(...PROXY_VARIABLES.flatMap((name) => credentialsIn(env[name])));
  return {
    conceal,
    // Replaces the longest secrets first, because one secret can contain another.
    concealed: (text) =>
      [...secrets].sort((a, b) => b.length - a.length).reduce((all, secret) => all.replaceAll(secret, HIDDEN), text),
  };
}

const HIDDEN = "[hidden]";
/** Shorter values are usually placeholders such as "test", or words that the output also contains. */
const SHORTEST_SECRET = 8;
const SECRET_VARIABLES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
];
const PROXY_VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

/** Returns the secret unchanged, URL-encoded, in JSON, in JSON within JSON, and as Node's `inspect` prints it. */
function formsOf(secret: string): readonly string[] {
  const quoted = JSON.stringify(secret).slice(1, -1);
  const doubled = secret.replaceAll("\\", "\\\\");
  return [secret, encodeURIComponent(secret), quoted, JSON.stringify(quoted).slice(1, -1), doubled];
}

/** Returns the credentials in a proxy's URL in three forms: as in the URL, decoded, and as in the request header. */
function credentialsIn(url = ""): readonly string[] {
  if (!URL.canParse(url)) return [];
  const { username, password } = new URL(url);
  if (username + password === "") return [];
  const isToken = password.length < SHORTEST_SECRET || username.length >= SHORTEST_TOKEN;
  const header = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64");
  return [password, decoded(password), ...(isToken ? [username, decoded(username)] : []), header];
}

/** A user name is a secret if it is at least this long, or if the password is too short to be a secret. */
const SHORTEST_TOKEN = 20;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
