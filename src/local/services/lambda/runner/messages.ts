/** What an execution environment is started with, beside its environment variables; `now` is the local cloud's time. */
export interface EnvironmentStart {
  /** The folder that holds the function's unpacked files. */
  readonly taskRoot: string;
  readonly handler: string;
  readonly functionArn: string;
  readonly now: number;
}

/** One invocation, as it is sent to an environment. */
export interface InvokeMessage {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** How long the function may run. */
  readonly milliseconds: number;
  readonly now: number;
}

/** What an environment sends back. */
export type EnvironmentMessage =
  | { readonly type: "ready"; readonly memoryMegabytes: number }
  | { readonly type: "log"; readonly timestamp: number; readonly message: string }
  | AnswerMessage
  /** The runtime ends itself after this one: the code cannot be loaded, or an error was caught by nobody. */
  | { readonly type: "fatal"; readonly payload: string; readonly memoryMegabytes: number };

/** The end of an invocation: what the handler returned, or the error that it threw. */
export interface AnswerMessage {
  readonly type: "success" | "error";
  /** JSON. */
  readonly payload: string;
  readonly milliseconds: number;
  readonly memoryMegabytes: number;
}
