/** Runs functions: Lambda's data plane. */
export interface FunctionRunner {
  /** Invokes a function with a JSON payload and waits for its result. */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  /** Ends the function's idle environments immediately, and each busy one after its request. */
  retire(region: string, functionName: string): void;
  close(): Promise<void>;
}

interface Invocation {
  readonly region: string;
  readonly functionName: string;
  readonly payload: string;
  /** The ID of the caller's request; a new one by default. */
  readonly requestId?: string;
}

/** The outcome of an invocation. */
export type InvocationResult = CompletedInvocation | { readonly kind: "throttled" } | { readonly kind: "not-found" };

/**
 * A completed invocation. If the kind is `function-error`, the payload is Lambda's `{errorType, errorMessage}`, with
 * `trace` if an error was thrown.
 */
export interface CompletedInvocation {
  readonly kind: "success" | "function-error" | "response-too-large";
  readonly requestId: string;
  readonly payload: string;
  readonly milliseconds: number;
  /** Returns the last 4 KB of the invocation's log. */
  logTail(): string;
}
