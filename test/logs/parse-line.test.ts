import { describe, expect, it } from "vitest";
import { parseLine } from "../../src/logs/parse-line.ts";

const read = (message: string | object) =>
  parseLine({ source: "read", message: typeof message === "string" ? message : JSON.stringify(message) });
const api = (message: string | object) =>
  parseLine({ source: "api", message: typeof message === "string" ? message : JSON.stringify(message) });

const REPORT = {
  time: "2026-01-02T03:04:05.678Z",
  type: "platform.report",
  record: {
    requestId: "6d68ca91-49c9-448d-89b8-7ca3e6dc66aa",
    metrics: { durationMs: 12.345, billedDurationMs: 13, memorySizeMB: 256, maxMemoryUsedMB: 77 },
    status: "success",
  },
};

describe("a line of a function", () => {
  it("is its level and its text", () => {
    const line = { timestamp: "2026-01-02T03:04:05.678Z", level: "warn", requestId: "r", message: "low on milk" };
    expect(read(line)).toEqual({ level: "WARN", text: "low on milk" });
  });

  it("has the fields of a structured message as pairs", () => {
    const message = { action: "created", id: "1", note: "two words", nested: { a: 1 }, count: 2 };
    expect(read({ level: "INFO", message })?.text).toBe('action=created id=1 note="two words" nested={"a":1} count=2');
  });

  it("prints an error once, its stack on the same line", () => {
    const stack = "TypeError: boom\n    at f (index.mjs:1:2)\n    at g (index.mjs:3:4)";
    const parts = { errorType: "TypeError", errorMessage: "boom", stackTrace: stack.split("\n") };
    const whole = "TypeError: boom | at f (index.mjs:1:2) | at g (index.mjs:3:4)";
    expect(read({ level: "ERROR", message: `GET failed: ${stack}`, ...parts })?.text).toBe(`GET failed: ${whole}`);
    expect(read({ level: "ERROR", message: parts })?.text).toBe(whole);
    expect(read({ level: "ERROR", message: "GET failed", ...parts })?.text).toBe(`GET failed | ${whole}`);
  });

  it("is printed unchanged if it is not JSON, or JSON of another shape", () => {
    expect(read("plain text\nof two lines\n")).toEqual({ text: "plain text | of two lines" });
    expect(read('{"half": ')).toEqual({ text: '{"half":' });
    expect(read({ hello: 1 })).toEqual({ text: '{"hello":1}' });
  });
});

describe("a line of Lambda's platform", () => {
  it("is compact for a report", () => {
    expect(read(REPORT)).toEqual({ level: "INFO", text: "report: 12 ms, 77 of 256 MB" });
  });

  it("shows a cold start", () => {
    const metrics = { ...REPORT.record.metrics, durationMs: 1.26, initDurationMs: 150.4 };
    expect(read({ ...REPORT, record: { ...REPORT.record, metrics } })?.text).toBe(
      "report: 1.3 ms, 77 of 256 MB, cold start 150 ms",
    );
  });

  it("is an error when the invocation failed", () => {
    const record = { ...REPORT.record, status: "error", errorType: "Runtime.ExitError" };
    expect(read({ ...REPORT, record })).toEqual({
      level: "ERROR",
      text: "report: error (Runtime.ExitError), 12 ms, 77 of 256 MB",
    });
    expect(read({ type: "platform.initReport", record: { status: "timeout" } })).toEqual({
      level: "ERROR",
      text: "initReport: timeout",
    });
  });

  it.each(["platform.start", "platform.initStart", "platform.runtimeDone", "platform.initRuntimeDone"])(
    "is dropped for %s",
    (type) => {
      expect(read({ type, record: { requestId: "r" } })).toBeUndefined();
    },
  );

  it("is shown if its kind is unknown", () => {
    expect(read({ type: "platform.extension", record: { name: "x" } })?.text).toBe('extension: {"name":"x"}');
  });
});

describe("a line of the access log", () => {
  const line = {
    requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    time: "1767323045678",
    method: "GET",
    path: "/dev/items",
    status: "200",
    milliseconds: "12",
    functionMilliseconds: "9",
    bytes: "2",
    ip: "127.0.0.1",
    error: "-",
    integrationError: "-",
  };

  it("is the request, its status and its time", () => {
    expect(api(line)).toEqual({ level: "INFO", text: "GET /dev/items 200 12ms" });
  });

  it("shows a client error as a warning, with its request", () => {
    const refused = { ...line, status: "403", error: "Missing Authentication Token", milliseconds: "-" };
    expect(api(refused)).toEqual({
      level: "WARN",
      text: `GET /dev/items 403 (Missing Authentication Token; request ${line.requestId})`,
    });
  });

  it("is an error when the API failed", () => {
    expect(api({ ...line, status: "502", integrationError: "Malformed Lambda proxy response" })).toEqual({
      level: "ERROR",
      text: `GET /dev/items 502 12ms (Malformed Lambda proxy response; request ${line.requestId})`,
    });
  });

  it("is shown unchanged if it has another shape, as after a quote in an error message", () => {
    expect(api('{"error":"an "unescaped" quote"}')).toEqual({ text: '{"error":"an "unescaped" quote"}' });
    expect(api({ status: "200" })).toEqual({ text: '{"status":"200"}' });
  });
});
