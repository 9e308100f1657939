/** Runs functions: the data plane of Lambda. */
export interface FunctionRunner {
  /**
   * Invokes a function synchronously with a JSON payload, in a warm environment if one is free, otherwise in a new one.
   */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  /**
   * Ends the idle environments of a function, and busy ones after their request, because its code or settings changed
   * or it was deleted.
   */
  retire(region: string, functionName: string): void;
  close(): Promise<void>;
}

interface Invocation {
  readonly region: string;
  readonly functionName: string;
  readonly payload: string;
  /** The ID of the caller's request, as for the Invoke API; a new one by default. */
  readonly requestId?: string;
}

/** The outcome of an invocation. */
export type InvocationResult = CompletedInvocation | { readonly kind: "throttled" } | { readonly kind: "not-found" };

/**
 * A completed invocation. The payload of a function error is Lambda's `{errorType, errorMessage}`, with `trace` if the
 * function's code threw the error.
 */
export interface CompletedInvocation {
  readonly kind: "success" | "function-error" | "response-too-large";
  readonly requestId: string;
  readonly payload: string;
  readonly milliseconds: number;
  /** The last 4 KB of the invocation's log, computed on request. */
  logTail(): string;
}
