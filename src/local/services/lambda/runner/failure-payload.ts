/** What Lambda answers for a function whose runtime ended, by itself or by a signal. */
export function exitPayload(requestId: string, exitCode: number | null, signal: NodeJS.Signals | null): string {
  const cause = signal === null ? `exit status ${exitCode}` : `signal: ${SIGNALS[signal] ?? signal}`;
  const reason = exitCode === 0 ? "exited without providing a reason" : `exited with error: ${cause}`;
  return JSON.stringify({
    errorType: "Runtime.ExitError",
    errorMessage: `RequestId: ${requestId} Error: Runtime ${reason}`,
  });
}

/** What Lambda answers for a function that took too long. */
export function timeoutPayload(requestId: string, seconds: number): string {
  return JSON.stringify({
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  });
}

/** What Lambda answers for an answer above 6 MB (and 100 bytes, by its own text). */
export function responseTooLargePayload(): string {
  return JSON.stringify({
    errorMessage: `Response payload size exceeded maximum allowed payload size (${RESPONSE_BYTES} bytes).`,
    errorType: "Function.ResponseSizeTooLarge",
  });
}

/** Whether an answer is more than Lambda passes on. */
export function isTooLarge(payload: string): boolean {
  return payload.length * 3 > RESPONSE_BYTES && Buffer.byteLength(payload) > RESPONSE_BYTES;
}

/** As Lambda's runtime supervisor, a Go program, names them: the engine aborts itself when its heap is full. */
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: "killed",
  SIGABRT: "aborted",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};

const RESPONSE_BYTES = 6_291_556;
