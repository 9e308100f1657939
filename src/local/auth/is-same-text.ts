import { timingSafeEqual } from "node:crypto";

/** Whether a text is the expected one, such as a signature. Takes the same time wherever the texts differ. */
export function isSameText(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
