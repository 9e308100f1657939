import { expect, test } from "vitest";
import { readDaemonRecord } from "../../src/daemon/daemon-record.ts";
import { isAlive } from "../../src/daemon/process-alive.ts";
import { EXIT } from "../../src/errors.ts";
import { localCloudFolder } from "../../src/files/state-folder.ts";
import { makeFolder, run } from "../support/run.ts";

// Windows cannot suspend a process by a signal.
test.skipIf(process.platform === "win32")(
  "a suspended daemon is named by every command, killed after a confirmation, and never joined by a second one",
  async () => {
    const cwd = await makeFolder();
    await run(["local", "start"], { cwd });
    const pid = pidOf(cwd);
    process.kill(pid, "SIGSTOP");
    const message = `the local cloud of this folder (pid ${pid}) is not responding`;
    const refused = await Promise.all(
      ["status --local", "deploy --local", "local status", "local fault --list", "local stop", "local start"].map(
        (line) => run(line.split(" "), { cwd }),
      ),
    );
    for (const { code, stderr } of refused) {
      expect(code).toBe(EXIT.failure);
      expect(stderr).toContain(`error: ${message}`);
      expect(stderr).toContain("todo-api local stop --yes");
    }
    const declined = await Promise.all(["stop", "start"].map((verb) => run(["local", verb], { cwd, typed: ["n"] })));
    for (const { code, stderr } of declined) {
      expect(code).toBe(EXIT.failure);
      expect(stderr).toContain(`The local cloud (pid ${pid}) is not responding. Saved data is kept. Kill its process?`);
      expect(stderr).toContain("not confirmed; the process was not killed\n");
    }
    expect(isAlive(pid)).toBe(true);
    expect(pidOf(cwd)).toBe(pid);
    const started = await run(["local", "start"], { cwd, typed: ["y"] });
    expect(started).toMatchObject({ code: EXIT.ok, stderr: expect.stringContaining("Started") });
    expect(isAlive(pid)).toBe(false);
    process.kill(pidOf(cwd), "SIGSTOP");
    expect(await run(["local", "reset", "--yes"], { cwd })).toMatchObject({ code: EXIT.ok });
    expect(await run(["local", "stop"], { cwd })).toMatchObject({ stderr: expect.stringContaining("Not running") });
  },
  90_000,
);

function pidOf(cwd: string): number {
  return readDaemonRecord(localCloudFolder(cwd))?.pid ?? 0;
}
