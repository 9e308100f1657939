/** Lambda's response for a function whose runtime exited or was killed by a signal. */
export function exitPayload(requestId: string, exitCode: number | null, signal: NodeJS.Signals | null): string {
  const cause = signal === null ? `exit status ${exitCode}` : `signal: ${SIGNALS[signal] ?? signal}`;
  const reason = exitCode === 0 ? "exited without providing a reason" : `exited with error: ${cause}`;
  return JSON.stringify({
    errorType: "Runtime.ExitError",
    errorMessage: `RequestId: ${requestId} Error: Runtime ${reason}`,
  });
}

/** Lambda's response for a function that exceeded its timeout. */
export function timeoutPayload(requestId: string, seconds: number): string {
  return JSON.stringify({
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  });
}

/** Lambda's response for a result that exceeds the limit of 6 MB plus 100 bytes. */
export function responseTooLargePayload(): string {
  return JSON.stringify({
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
    errorType: "Function.ResponseSizeTooLarge",
  });
}

/** Whether a result is too large for Lambda. */
export function isTooLarge(payload: string): boolean {
  return payload.length * 3 > MAX_RESPONSE_BYTES && Buffer.byteLength(payload) > MAX_RESPONSE_BYTES;
}

/** How errors from Lambda's runtime supervisor, a Go program, describe signals. */
const SIGNALS: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: "killed",
  SIGABRT: "aborted",
  SIGSEGV: "segmentation fault",
  SIGTERM: "terminated",
};

const MAX_RESPONSE_BYTES = 6_291_556;
