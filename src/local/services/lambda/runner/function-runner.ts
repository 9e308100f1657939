/** Runs functions: the data plane of Lambda. */
export interface FunctionRunner {
  /** Invokes a function synchronously with a JSON payload, in a warm environment if one is free, else in a new one. */
  invoke(invocation: Invocation): Promise<InvocationResult>;
  /** Ends the idle environments of a function and lets busy ones end after their request: its code or settings changed, or it is gone. */
  retire(region: string, functionName: string): void;
  close(): Promise<void>;
}

export interface Invocation {
  readonly region: string;
  readonly functionName: string;
  readonly payload: string;
  /** A new one is made unless the caller has one, as the Invoke API has. */
  readonly requestId?: string;
}

/** What came of an invocation. */
export type InvocationResult = CompletedInvocation | { readonly kind: "throttled" } | { readonly kind: "not-found" };

/** An invocation that ran; the payload of a function error is Lambda's `{errorType, errorMessage, trace}`. */
export interface CompletedInvocation {
  readonly kind: "success" | "function-error" | "response-too-large";
  readonly requestId: string;
  readonly payload: string;
  readonly milliseconds: number;
  /** The last 4 KB of what the invocation logged: made only when asked for. */
  logTail(): string;
}
