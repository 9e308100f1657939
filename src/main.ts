import { type Io, withoutColor } from "./io.ts";

export { processIo } from "./cli/process-io.ts";
export { isClosedPipe } from "./io.ts";

/** Runs one command line and returns its exit code. Catches and prints every error. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    if (await printHelpOrVersion(argv, io)) return 0;
    const { parseCommandLine } = await import("./cli/parse-command-line.ts");
    return await parseCommandLine(argv, io);
  } catch (error) {
    const { reportError } = await import("./report/report-error.ts");
    return reportError(error, hasFlag(argv, "--no-color") ? withoutColor(io) : io, hasFlag(argv, "--json"));
  }
}

/** Prints help or the version, if requested, without loading the parser, which would take most of the time. */
async function printHelpOrVersion(argv: readonly string[], { stdout }: Io): Promise<boolean> {
  if (argv.length !== 1) return false;
  if (argv[0] === "--help" || argv[0] === "-h" || argv[0] === "help") {
    stdout.write((await import("./cli/root-help.ts")).ROOT_HELP);
    return true;
  }
  if (["--version", "-v", "version"].includes(argv[0] ?? "")) {
    stdout.write(`${(await import("./package/version.ts")).readVersion()}\n`);
    return true;
  }
  return false;
}

/** Searches the raw arguments, because parsing may have failed. */
function hasFlag(argv: readonly string[], flag: string): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end < 0 ? argv.length : end).includes(flag);
}
