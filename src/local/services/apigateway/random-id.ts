import { randomBytes } from "node:crypto";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** An id as API Gateway makes them: lower-case letters and digits; 10 of an API and its root, 6 of anything below. */
export function randomId(length: 6 | 10): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]).join("");
}
