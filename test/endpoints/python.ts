import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";

const run = promisify(execFile);

/** Installed once, and kept between runs. */
const CACHE = join(PACKAGE_ROOT, "node_modules", ".cache", "todo-api-endpoints");
/** The output of pip without a connection: it finds no version of any package. */
const UNREACHABLE = /from versions: none|NewConnectionError|ProxyError|SSLError|ReadTimeoutError|ConnectTimeoutError/;
const OLDEST = "3.13";
const INSTALL_MS = 400_000;
const isWindows = process.platform === "win32";

/** The reason why the emulators cannot run on this machine; their tests are then skipped. */
export class Unavailable extends Error {}

/**
 * The interpreter of a virtual environment with these packages, created on first use. Throws `Unavailable` if that is
 * impossible here.
 */
export async function pythonWith(name: string, packages: readonly string[]): Promise<string> {
  const folder = join(CACHE, `${name}-${packages.join("-").replace(/[^\w.-]+/g, "_")}`);
  const python = isWindows ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
  if (existsSync(join(folder, "complete"))) return python;
  const [command, ...argv] = await findPython();
  await run(command, [...argv, "-m", "venv", "--clear", folder], { timeout: INSTALL_MS });
  const install = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--retries",
    "1",
    "--timeout",
    "15",
  ];
  await run(python, [...install, ...packages], { timeout: INSTALL_MS }).catch((error: Error) => {
    const isUnreachable = "killed" in error && error.killed === true;
    if (!isUnreachable && !UNREACHABLE.test(error.message)) throw error;
    throw new Unavailable(`pip did not reach the registry to install ${packages.join(" and ")}`, { cause: error });
  });
  await run(python, ["-c", "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()", join(folder, "complete")]);
  return python;
}

async function findPython(): Promise<readonly [string, ...string[]]> {
  for (const candidate of candidates()) if (await isRecent(candidate)) return candidate;
  throw new Unavailable(`no Python ${OLDEST} or later was found on the PATH or under pyenv`);
}

function candidates(): readonly (readonly [string, ...string[]])[] {
  const pyenv = join(process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv"), "versions");
  const versions = existsSync(pyenv) ? readdirSync(pyenv).filter((version) => version.startsWith(OLDEST)) : [];
  return [
    ...versions.map((version) => [join(pyenv, version, "bin", "python")] as const),
    [`python${OLDEST}`],
    ["py", `-${OLDEST}`],
    ["python3"],
    ["python"],
  ];
}

async function isRecent([command, ...argv]: readonly [string, ...string[]]): Promise<boolean> {
  const [major, minor] = OLDEST.split(".");
  const code = `import sys; sys.exit(sys.version_info < (${major}, ${minor}))`;
  return run(command, [...argv, "-c", code], { timeout: 20_000 }).then(
    () => true,
    () => false,
  );
}
