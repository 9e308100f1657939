import { lineSplitter } from "./line-splitter.ts";

/** Captures the function's standard output and standard error line by line, because Lambda writes both to the log. */
export function captureOutput(keep: (line: string) => void): void {
  for (const stream of [process.stdout, process.stderr]) stream.write = createWriter(keep);
}

function createWriter(keep: (line: string) => void): typeof process.stdout.write {
  const take = lineSplitter(keep);
  return (chunk: Uint8Array | string, ...rest: readonly unknown[]) => {
    take(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const done = rest.find((argument) => typeof argument === "function");
    if (done) queueMicrotask(() => done());
    return true;
  };
}
