import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Cloud } from "../../src/aws/cloud.ts";
import { createCloud } from "../../src/aws/create-cloud.ts";
import type { StackName } from "../../src/aws/stack-name.ts";
import type { Target } from "../../src/aws/target.ts";
import { findDaemon } from "../../src/daemon/find-daemon.ts";
import { clockOf } from "../../src/engine/clock.ts";
import { localCloudFolder } from "../../src/files/state-folder.ts";
import { sleep } from "../../src/io.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

/** The target of a run, from its flags. */
export interface Place {
  readonly region: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly local: boolean;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stack that the run deploys as one identity. */
export interface Site {
  readonly stack: StackName;
  readonly place: Place;
  /** Runs the built command line on the stack. */
  todoApi(...argv: readonly string[]): Promise<Ran>;
  /** The SDK's clients of the administrator, for changes outside todo-api. */
  cloud(): Promise<Cloud>;
}

/** The credentials of a role, as environment variables. */
export type Keys = Readonly<Record<"AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" | "AWS_SESSION_TOKEN", string>>;

export function siteFor(place: Place, stack: StackName, cwd: string, keys?: Keys): Site {
  const { AWS_PROFILE: _, ...env } = process.env;
  const targetFlags = place.local
    ? ["--local"]
    : [
        ...["--region", place.region],
        ...(place.endpointUrl === undefined ? [] : ["--endpoint-url", place.endpointUrl]),
        ...(place.profile === undefined || keys ? [] : ["--profile", place.profile]),
      ];
  return {
    stack,
    place,
    todoApi: (...argv) =>
      runCommand([...argv, "--app", stack.app, "--stage", stack.stage, ...targetFlags], cwd, { ...env, ...keys }),
    cloud: async () => createCloud(await targetOf(place, cwd), CLOCK),
  };
}

const CLOCK = clockOf({ now: () => Date.now(), sleep }, new AbortController().signal);

async function targetOf(place: Place, cwd: string): Promise<Target> {
  if (!place.local) {
    const { local: _, ...named } = place;
    return { kind: "aws", regionSource: "--region", ...named };
  }
  const daemon = await findDaemon(localCloudFolder(cwd));
  if (!daemon) throw new Error("The local cloud is not running.");
  const { port, credentials, account, token } = daemon;
  const endpointUrl = `http://127.0.0.1:${port}`;
  const found = { endpointUrl, credentials, account, localToken: token };
  return { kind: "local", region: "us-east-1", regionSource: "the default", ...found };
}

function runCommand(argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, "bin", "todo-api.js"), ...argv], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}
