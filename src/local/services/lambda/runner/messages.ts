/** The first message to an execution environment, which starts it. */
export interface EnvironmentStart {
  /** The folder with the function's unpacked files. */
  readonly taskRoot: string;
  readonly handler: string;
  readonly functionArn: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The memory limit in megabytes. On systems other than Linux, the process itself enforces it. */
  readonly residentLimit: number;
  /** The local cloud's time in milliseconds since the epoch. */
  readonly now: number;
}

/** Each later message: an invocation of the function. */
export interface InvokeMessage {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** The function's timeout. */
  readonly milliseconds: number;
  readonly now: number;
}

/** The messages that an environment sends. */
export type EnvironmentMessage =
  | { readonly type: "ready"; readonly memory: MemoryUse }
  | { readonly type: "log"; readonly timestamp: number; readonly message: string }
  | ResultMessage
  /** The process ends after this message, because the code cannot be loaded or an error was not caught. */
  | { readonly type: "fatal"; readonly payload: string; readonly memory: MemoryUse };

/** The end of an invocation: the handler's result, or the error that it threw. */
export interface ResultMessage {
  readonly type: "success" | "error";
  /** JSON. */
  readonly payload: string;
  readonly milliseconds: number;
  readonly memory: MemoryUse;
}

/** The memory use in megabytes of the whole process, and of the function's own objects and buffers. */
export interface MemoryUse {
  readonly process: number;
  readonly function: number;
}
