import { beforeEach, describe, expect, test } from "vitest";
import { withWaitReporter } from "../../src/engine/report-wait.ts";
import { findInTime, isTimeout, pause, retryWhile, until, type Wait } from "../../src/engine/wait.ts";
import { type FakeStack, fakeStack } from "./fake-stack.ts";

const WAIT: Wait = { for: "the table to be active", seconds: 60, hint: "the region may be wrong" };

let fake: FakeStack;
let startedAt: number;

beforeEach(() => {
  fake = fakeStack();
  startedAt = fake.clock.now();
});

function secondsPassed(): number {
  return Math.round((fake.clock.now() - startedAt) / 1000);
}

function afterSeconds<Found>(seconds: number, found: Found) {
  return async () => (fake.clock.now() - startedAt >= seconds * 1000 ? found : undefined);
}

describe("until", () => {
  test("returns the first value of the check, which may be false or empty", async () => {
    expect(await until(fake.clock, WAIT, async () => false)).toBe(false);
    expect(await until(fake.clock, WAIT, afterSeconds(3, ""))).toBe("");
  });

  test("checks often at first, then at most once per pause", async () => {
    const at: number[] = [];
    await until(fake.clock, { ...WAIT, pauseSeconds: 5 }, async () => {
      at.push(fake.clock.now());
      return at.length === 12 ? true : undefined;
    });
    const pauses = at.slice(1).map((time, index) => (time - (at[index] ?? 0)) / 1000);
    expect(pauses[0]).toBeLessThan(1);
    expect(Math.round(Math.max(...pauses))).toBe(5);
    expect(pauses).toEqual([...pauses].sort((a, b) => Math.round(a) - Math.round(b)));
  });

  test("times out with its name, its bound and its hint", async () => {
    const waiting = until(fake.clock, WAIT, async () => undefined);
    const error: unknown = await waiting.catch((reason: unknown) => reason);
    expect(isTimeout(error)).toBe(true);
    expect(error).toMatchObject({
      message: "timed out after 60 s waiting for the table to be active; the region may be wrong",
    });
    expect(secondsPassed()).toBeLessThanOrEqual(60);
  });

  test("ends at an abort, with the reason of the abort", async () => {
    const waiting = until(fake.clock, WAIT, async () => {
      fake.abort();
      return undefined;
    });
    await expect(waiting).rejects.toThrow("interrupted");
    expect(secondsPassed()).toBe(0);
  });

  test("throws an error of the check", async () => {
    await expect(until(fake.clock, WAIT, () => Promise.reject(new Error("denied")))).rejects.toThrow("denied");
  });
});

describe("findInTime", () => {
  test("returns what the check finds", async () => {
    expect(await findInTime(fake.clock, WAIT, afterSeconds(3, 0))).toBe(0);
  });

  test("returns undefined when the time is up", async () => {
    expect(await findInTime(fake.clock, WAIT, async () => undefined)).toBeUndefined();
    expect(secondsPassed()).toBeLessThanOrEqual(60);
  });
});

describe("retryWhile", () => {
  const isBusy = (error: unknown) => error instanceof Error && error.message === "busy";

  test("repeats while the error is retryable, and returns the result, even an undefined one", async () => {
    let calls = 0;
    const result = await retryWhile(fake.clock, WAIT, isBusy, async () => {
      if (++calls < 3) throw new Error("busy");
    });
    expect({ result, calls }).toEqual({ result: undefined, calls: 3 });
  });

  test("does not repeat after another error", async () => {
    let calls = 0;
    const failing = retryWhile(fake.clock, WAIT, isBusy, () => {
      calls += 1;
      return Promise.reject(new Error("denied"));
    });
    await expect(failing).rejects.toThrow("denied");
    expect(calls).toBe(1);
  });

  test("names the last error after a timeout, and keeps it as the cause", async () => {
    const busy = new Error("busy");
    const failing = retryWhile(fake.clock, WAIT, isBusy, () => Promise.reject(busy));
    await expect(failing).rejects.toMatchObject({
      message: expect.stringContaining("the last error was: busy"),
      cause: busy,
    });
  });

  test("keeps the timeout of a wait inside the action", async () => {
    const inner = { for: "the role to be known", seconds: 5 };
    const failing = retryWhile(fake.clock, WAIT, isBusy, () => until(fake.clock, inner, async () => undefined));
    await expect(failing).rejects.toThrow("waiting for the role to be known");
  });
});

describe("reports", () => {
  function reportsOf(run: () => Promise<unknown>): Promise<readonly (readonly [string, number])[]> {
    const reports: (readonly [string, number])[] = [];
    const add = (reason: string, milliseconds: number) => void reports.push([reason, Math.round(milliseconds / 1000)]);
    return withWaitReporter(add, run).then(() => reports);
  }

  test("a wait reports its name and its time until the end", async () => {
    const reports = await reportsOf(() => until(fake.clock, { ...WAIT, firstPauseSeconds: 1 }, afterSeconds(3, true)));
    expect(reports[0]).toEqual([WAIT.for, 0]);
    expect(reports.at(-1)).toEqual([WAIT.for, 3]);
  });

  test("a wait that ends immediately reports nothing", async () => {
    expect(await reportsOf(() => until(fake.clock, WAIT, async () => true))).toEqual([]);
  });

  test("a pause is reported too", async () => {
    expect(await reportsOf(() => pause(fake.clock, "delayed logs", 8000))).toEqual([
      ["delayed logs", 0],
      ["delayed logs", 8],
    ]);
  });
});
