import { type Next, TodoApiError } from "../errors.ts";
import { isLoopback } from "../network/loopback.ts";
import { isRecord } from "../text/json.ts";
import { quoteWord } from "../text/quote-word.ts";
import { awsCommandWithTarget, requiresLocalKeys } from "./aws-command.ts";
import type { Settings } from "./read-settings.ts";

export type HintTarget = Pick<Settings, "stack" | "target">;

/** The commands that do not apply to one stack: `orphans` covers every stack in its target; the others use no stack. */
const WITHOUT_STACK = ["orphans", "local", "help", "version"];

/**
 * Adds flags for the stack and target to a todo-api or AWS CLI command, so that the command does the same thing
 * wherever it is pasted. Existing flags are kept; commands for other programs are returned unchanged.
 */
export function commandWithTarget(command: string, { stack, target }: HintTarget): string {
  const words: readonly string[] = command.match(SHELL_WORD) ?? [];
  const [tool, first = ""] = words;
  const isOnStack = /^[a-z]/.test(first) && !WITHOUT_STACK.includes(first);
  if (tool === "aws") return awsCommandWithTarget(command, target);
  const has = (flag: string) => words.includes(flag);
  if (tool !== "todo-api" || !(isOnStack || first === "orphans") || has("--help")) return command;
  const name = isOnStack ? [["--app", stack.app] as const, ["--stage", stack.stage] as const] : [];
  const namesCloud = has("--no-local") || (has("--local") && target.kind !== "local");
  const flags = [...name, ...(namesCloud ? [] : cloudFlags(target))]
    .filter(([flag]) => !has(flag))
    .flatMap(([flag, value]) => (value === undefined ? [flag] : [flag, quoteWord(value)]));
  // Flags must come before `--` and `<`.
  const end = words.findIndex((word) => word === "--" || word === "<");
  const before = end < 0 ? words.length : end;
  return [...words.slice(0, before), ...flags, ...words.slice(before)].join(" ");
}

/** A word in a shell command. Quoted parts may contain spaces. */
const SHELL_WORD = /(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g;

type Flag = readonly [string, string?];

function cloudFlags({ kind, region, profile, endpointUrl }: Settings["target"]): readonly Flag[] {
  if (kind === "local") return [["--local"], ["--region", region]];
  const cloud: readonly Flag[] = [
    ...(profile === undefined ? [] : [["--profile", profile] as const]),
    ...(endpointUrl === undefined ? [] : [["--endpoint-url", endpointUrl] as const]),
    ...(endpointUrl?.startsWith("http:") && !isLoopback(endpointUrl) ? [["--insecure"] as const] : []),
  ];
  // Without a flag, the folder or the environment could select the local cloud.
  return [...(cloud.length > 0 ? cloud : [["--no-local"] as const]), ["--region", region]];
}

export function hintsWithTarget(next: readonly Next[], hintTarget: HintTarget): readonly Next[] {
  return next.map((hint) => hintWithTarget(hint, hintTarget));
}

export function hintWithTarget({ command, comment }: Next, hintTarget: HintTarget): Next {
  const isLocal = requiresLocalKeys(command, hintTarget.target);
  return { command: commandWithTarget(command, hintTarget), comment: isLocal ? `${comment}; ${LOCAL_KEYS}` : comment };
}

const LOCAL_KEYS = "requires the environment that `todo-api local status --env` prints";

/** Adds the whole target to every command in an error's hints, message and details. */
export function errorWithTarget(error: TodoApiError, hintTarget: HintTarget): TodoApiError {
  const { code, exitCode, next, details, cause } = error;
  return new TodoApiError(code, exitCode, textWithTarget(error.message, hintTarget), {
    next: hintsWithTarget(next, hintTarget),
    details: Object.fromEntries(
      Object.entries(details).map(([key, value]) => [key, detailWithTarget(value, hintTarget)]),
    ),
    cause,
  });
}

/** Adds the whole target to every command in a message, where commands are in backticks. */
export function textWithTarget(text: string, hintTarget: HintTarget): string {
  return text.replace(/`((?:todo-api|aws) [^`]+)`/g, (_, command: string) => {
    const keys = requiresLocalKeys(command, hintTarget.target) ? ` (${LOCAL_KEYS})` : "";
    return `\`${commandWithTarget(command, hintTarget)}\`${keys}`;
  });
}

/** Adds the target at any depth, because a failure in the details has its own message and hints. */
function detailWithTarget(value: unknown, hintTarget: HintTarget): unknown {
  if (Array.isArray(value)) return value.map((one) => detailWithTarget(one, hintTarget));
  if (!isRecord(value)) return value;
  const { command, comment, message } = value;
  const named = Object.entries(value).map(([key, inner]) => [key, detailWithTarget(inner, hintTarget)]);
  return {
    ...Object.fromEntries(named),
    ...(typeof message === "string" && { message: textWithTarget(message, hintTarget) }),
    ...(typeof command === "string" && typeof comment === "string" && hintWithTarget({ command, comment }, hintTarget)),
  };
}
