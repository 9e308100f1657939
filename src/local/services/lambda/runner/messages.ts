/** What an execution environment is started with: the first message to it. */
export interface EnvironmentStart {
  /** The folder that holds the function's unpacked files. */
  readonly taskRoot: string;
  readonly handler: string;
  readonly functionArn: string;
  readonly variables: Readonly<Record<string, string>>;
  /** In megabytes; the process ends itself above it where nobody else can see it. */
  readonly residentLimit: number;
  /** The local cloud's time in milliseconds since the epoch. */
  readonly now: number;
}

/** One invocation: every further message. */
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
  | { readonly type: "ready"; readonly memory: MemoryUse }
  | { readonly type: "log"; readonly timestamp: number; readonly message: string }
  | AnswerMessage
  /** The runtime ends itself after this one: the code cannot be loaded, or an error was caught by nobody. */
  | { readonly type: "fatal"; readonly payload: string; readonly memory: MemoryUse };

/** The end of an invocation: what the handler returned, or the error that it threw. */
export interface AnswerMessage {
  readonly type: "success" | "error";
  /** JSON. */
  readonly payload: string;
  readonly milliseconds: number;
  readonly memory: MemoryUse;
}

/** Memory in megabytes: of the whole process, and what the function's own objects and buffers hold of it. */
export interface MemoryUse {
  readonly process: number;
  readonly function: number;
}
