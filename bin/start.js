import module from "node:module";

// The AWS SDK reads this when it is loaded, and would warn about Node 20 on stderr.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
module.enableCompileCache?.();

const { main, processIo, isClosedPipe } = await import("../dist/cli/main.js");

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    // `todo-api items list | head`: the reader has what it wanted.
    if (isClosedPipe(error)) return;
    process.exitCode = 1;
    if (stream === process.stdout)
      process.stderr.write(`error: the answer cannot be written to stdout (${error.code}).\n`);
  });
}

const INTERRUPTED = 130;
const exitCode = await main(process.argv.slice(2), processIo());
process.exitCode ||= exitCode;

// After Ctrl-C nothing may hold the process, not even a request in flight; whoever ends it is still told that it was Ctrl-C.
if (exitCode === INTERRUPTED) setTimeout(() => process.kill(process.pid, "SIGINT"), 200).unref();
