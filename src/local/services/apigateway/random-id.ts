import { randomBytes } from "node:crypto";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** An ID like API Gateway's: lower-case letters and digits; 10 for an API and its root, 6 for everything below. */
export function randomId(length: 6 | 10): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
