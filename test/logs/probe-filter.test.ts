import { expect, test } from "vitest";
import type { LogEvent } from "../../src/logs/log-event.ts";
import { createProbeFilter } from "../../src/logs/probe-filter.ts";

const access = (timestamp: number, functionRequestId: string, userAgent: string): LogEvent =>
  event("api", timestamp, { functionRequestId, userAgent });
const report = (timestamp: number, requestId: string): LogEvent =>
  event("read", timestamp, { type: "platform.report", record: { requestId } });

function event(source: LogEvent["source"], timestamp: number, message: object): LogEvent {
  return { source, logGroup: source, eventId: `${source}${timestamp}`, timestamp, message: JSON.stringify(message) };
}

test("a function's lines wait for the access log to show who called, and keep their order", () => {
  const filter = createProbeFilter();
  const [probed, called, own] = [report(1, "a"), report(2, "b"), event("read", 3, { level: "INFO", message: "hi" })];
  expect([probed, called, own].flatMap((one) => filter.take(one))).toEqual([]);
  const user = access(5, "b", "curl/8");
  expect(filter.take(access(4, "a", "todo-api-probe"))).toEqual([]);
  expect(filter.take(user)).toEqual([called, own, user]);
  expect(filter.take(report(6, "a"))).toEqual([]);
});

test("holds lines whose caller stays unknown for one more round, for 30 s of the log, or until the end", () => {
  const filter = createProbeFilter();
  const [first, second, third] = [report(0, "a"), report(1, "b"), report(30_002, "c")];
  expect(filter.take(first)).toEqual([]);
  expect(filter.endRound(false)).toEqual([]);
  expect(filter.take(second)).toEqual([]);
  expect(filter.endRound(false)).toEqual([first]);
  expect(filter.take(third)).toEqual([second]);
  expect(filter.endRound(true)).toEqual([third]);
});
