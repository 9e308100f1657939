import { spawn } from "node:child_process";
import type { Ran } from "./run.ts";

/** Runs a file in a new Node.js process, without environment variables except the one that Windows requires. */
export function runNode(argv: readonly string[], { cwd }: { readonly cwd: string }): Promise<Ran> {
  const root = process.env["SystemRoot"];
  const env = root === undefined ? {} : { SystemRoot: root };
  const child = spawn(process.execPath, argv, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, ...texts }));
  });
}
