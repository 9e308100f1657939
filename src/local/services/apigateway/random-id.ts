import { randomBytes, randomInt } from "node:crypto";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * An ID in API Gateway's format: lowercase letters and digits. The IDs of APIs, root resources and API keys have 10
 * characters, and all others have 6.
 */
export function randomId(length: 6 | 10): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

/** The value of a generated API key: 40 letters and digits. */
export function randomKeyValue(): string {
  return Array.from({ length: 40 }, () => KEY_ALPHABET[randomInt(KEY_ALPHABET.length)]).join("");
}

const KEY_ALPHABET = `${ALPHABET}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;
