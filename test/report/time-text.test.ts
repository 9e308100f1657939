import { expect, test } from "vitest";
import { timeText } from "../../src/report/time-text.ts";

test("shows the steps that took a tenth of a second, with what they waited for", () => {
  expect(timeText([step("quick", 99), step("slow", 1_234, 99), step("waiting", 61_000, 900)])).toBe(
    "Time spent:\n    1.2s  IAM role  slow\n   61.0s  IAM role  waiting, waiting for IAM 0.9s\n",
  );
});

test("is empty if all steps were quick", () => {
  expect(timeText([step("quick", 99)])).toBe("");
});

function step(name: string, milliseconds: number, wait?: number) {
  const waits = wait === undefined ? [] : [{ for: "IAM", milliseconds: wait }];
  return { id: name, kind: "IAM role", name, milliseconds, waits };
}
