import module from "node:module";

// Without this variable, the AWS SDK warns about Node 20 on stderr when it creates a client.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
// Node 22.8 and later export this function.
const { enableCompileCache } = /** @type {{ enableCompileCache?: () => void }} */ (module);
enableCompileCache?.();

const BUILT = "../dist/cli/main.js";
/** @type {typeof import("../src/main.ts")} */
const { main, processIo, isClosedPipe } = await import(BUILT);

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
    // `todo-api items list | head`: the reader stopped reading, which is not an error.
    if (isClosedPipe(error)) return;
    process.exitCode = 1;
    if (stream === process.stdout) process.stderr.write(`error: cannot write to stdout (${error.code})\n`);
  });
}

const INTERRUPTED = 130;
const exitCode = await main(process.argv.slice(2), processIo());
process.exitCode ||= exitCode;

// A connection that a library left open, such as one to an unresponsive proxy, must not keep the process alive.
const LINGER_MILLISECONDS = 500;
const isWritten = () => process.stdout.writableLength + process.stderr.writableLength === 0;
setInterval(() => isWritten() && process.exit(), LINGER_MILLISECONDS).unref();

// After Ctrl-C, nothing may keep the process alive, not even a request in flight. The signal, unlike an exit code, lets
// the parent process detect Ctrl-C.
if (exitCode === INTERRUPTED) setTimeout(() => process.kill(process.pid, "SIGINT"), 200).unref();
