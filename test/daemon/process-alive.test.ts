import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, onTestFinished, test, vi } from "vitest";
import { isAlive } from "../../src/daemon/process-alive.ts";

test("a running process is alive, and one that has ended and was waited for is not", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  expect(isAlive(process.pid)).toBe(true);
  await once(child, "exit");
  expect(isAlive(child.pid ?? 0)).toBe(false);
});

test.skipIf(process.platform !== "linux")("a process that has ended and was not waited for is not alive", async () => {
  const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void parent.kill());
  const [line] = await once(parent.stdout.setEncoding("utf8"), "data");
  const pid = Number(line);
  // A shell would wait for its child; sleep does not.
  await vi.waitFor(() => expect(readFileSync(`/proc/${parent.pid}/comm`, "utf8")).toBe("sleep\n"), 5000);
  expect(isAlive(pid)).toBe(true);
  process.kill(pid, "SIGKILL");
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), 5000);
  expect(() => process.kill(pid, 0)).not.toThrow();
});
