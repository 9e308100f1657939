import { existsSync } from "node:fs";
import { join } from "node:path";
import { IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, onTestFinished, test } from "vitest";
import { RUNTIME_PROGRAM } from "../../src/daemon/daemon-process.ts";
import { readDaemonRecord } from "../../src/daemon/daemon-record.ts";
import { isAlive, listCommandLines } from "../../src/daemon/process-alive.ts";
import { EXIT } from "../../src/errors.ts";
import { localCloudFolder } from "../../src/files/state-folder.ts";
import { createRole, functionInput, zip } from "../local/lambda/lambda-cloud.ts";
import { makeFolder, run } from "../support/run.ts";

test.each(["start", "stop", "reset --yes"])(
  "functions that loop when their daemon is killed end at the next `local %s`",
  async (line) => {
    const cwd = await makeFolder();
    await run(["local", "start"], { cwd });
    const looping = await startLoopingFunction(cwd);
    onTestFinished(() => {
      if (isAlive(looping)) process.kill(looping, "SIGKILL");
    });
    const daemon = readDaemonRecord(localCloudFolder(cwd))?.pid ?? 0;
    process.kill(daemon, "SIGKILL");
    await expect.poll(() => isAlive(daemon)).toBe(false);
    expect(isAlive(looping)).toBe(true);
    expect(await run(["local", ...line.split(" ")], { cwd })).toMatchObject({ code: EXIT.ok });
    await expect.poll(() => isAlive(looping)).toBe(false);
  },
);

/** Returns the pid of a function that never yields. */
async function startLoopingFunction(cwd: string): Promise<number> {
  const { port, credentials } = readDaemonRecord(localCloudFolder(cwd)) ?? {};
  const config = {
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    maxAttempts: 1,
    ...(credentials && { credentials }),
  };
  const role = await createRole(new IAMClient(config), "looping", [], "lambda.amazonaws.com");
  const marker = join(cwd, "looping");
  const source = `import { writeFileSync } from "node:fs";
    export const handler = async () => { writeFileSync(${JSON.stringify(marker)}, ""); for (;;); };`;
  const code = zip({ "index.mjs": source });
  const lambda = new LambdaClient(config);
  await lambda.send(new CreateFunctionCommand({ ...functionInput("looping", role, code), Timeout: 900 }));
  const invoked = lambda.send(new InvokeCommand({ FunctionName: "looping" }));
  // Fails, because its daemon is killed.
  invoked.catch(() => {});
  const find = () => [...listCommandLines()].find(([, text]) => text.includes(RUNTIME_PROGRAM) && text.includes(cwd));
  await expect.poll(() => existsSync(marker)).toBe(true);
  return find()?.[0] ?? 0;
}
