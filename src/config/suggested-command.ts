import type { Next } from "../errors.ts";
import { TodoApiError } from "../errors.ts";
import { isLoopback } from "../network/loopback.ts";
import { isRecord } from "../text/json.ts";
import { quoteWord } from "../text/quote-word.ts";
import type { Settings } from "./read-settings.ts";

/** What is in force when a command is suggested. */
export type InForce = Pick<Settings, "stack" | "target">;

/** Commands that touch a stack, or look at one. `orphans` is about every stack of its place. */
const ON_A_STACK = ["deploy", "plan", "status", "rollback", "openapi", "destroy", "items", "logs"];

/**
 * THE one place where a suggested command gets its target: with flags for stack and cloud, it touches the same stack wherever it is pasted. What the
 * command names itself stays; other commands stay as they are.
 */
export function nameTarget(command: string, { stack, target }: InForce): string {
  const words: readonly string[] = command.match(SHELL_WORD) ?? [];
  const [tool, first = ""] = words;
  const isOnStack = ON_A_STACK.includes(first);
  if (tool !== "todo-api" || !(isOnStack || first === "orphans")) return withProfile(command, target);
  const has = (flag: string) => words.includes(flag);
  const name = isOnStack ? [["--app", stack.app] as const, ["--stage", stack.stage] as const] : [];
  const namesPlace = has("--no-local") || (has("--local") && target.kind !== "local");
  const flags = [...name, ...(namesPlace ? [] : placeFlags(target))]
    .filter(([flag]) => !has(flag))
    .flatMap(([flag, value]) => (value === undefined ? [flag] : [flag, quoteWord(value)]));
  // After `--` a flag would be a word, and after `<` there is a file.
  const end = words.findIndex((word) => word === "--" || word === "<");
  const before = end < 0 ? words.length : end;
  return [...words.slice(0, before), ...flags, ...words.slice(before)].join(" ");
}

/** Quotes can hold spaces. */
const SHELL_WORD = /(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g;

type Flag = readonly [string, string?];

function placeFlags({ kind, region, profile, endpointUrl }: Settings["target"]): readonly Flag[] {
  if (kind === "local") return [["--local"], ["--region", region]];
  const place: readonly Flag[] = [
    ...(profile === undefined ? [] : [["--profile", profile] as const]),
    ...(endpointUrl === undefined ? [] : [["--endpoint-url", endpointUrl] as const]),
    ...(endpointUrl?.startsWith("http:") && !isLoopback(endpointUrl) ? [["--insecure"] as const] : []),
  ];
  // Without either flag, the folder or the environment could mean the local cloud.
  return [...(place.length > 0 ? place : [["--no-local"] as const]), ["--region", region]];
}

/** The AWS CLI's commands that are suggested, for the profile in force. */
function withProfile(command: string, { profile }: Settings["target"]): string {
  return profile === undefined ? command : command.replace("<profile>", quoteWord(profile));
}

/** Suggestions with their whole target. */
export function nameTargets(next: readonly Next[], inForce: InForce): readonly Next[] {
  return next.map(({ command, comment }) => ({ command: nameTarget(command, inForce), comment }));
}

/** The same error with the whole target in every command that it suggests, in what it says and in its details too. */
export function nameTargetsIn(error: TodoApiError, inForce: InForce): TodoApiError {
  const { code, exitCode, next, details, cause } = error;
  return new TodoApiError(code, exitCode, nameTargetsInText(error.message, inForce), {
    next: nameTargets(next, inForce),
    details: Object.fromEntries(Object.entries(details).map(([key, value]) => [key, inDetail(value, inForce)])),
    cause,
  });
}

/** Commands in running text stand in backticks. */
export function nameTargetsInText(text: string, inForce: InForce): string {
  return text.replace(/`(todo-api [^`]+)`/g, (_, command: string) => `\`${nameTarget(command, inForce)}\``);
}

/** A failure among the details has suggestions of its own. */
function inDetail(value: unknown, inForce: InForce): unknown {
  if (Array.isArray(value)) return value.map((one) => inDetail(one, inForce));
  if (!isRecord(value)) return value;
  const { command } = value;
  const named = Object.entries(value).map(([key, inner]) => [key, inDetail(inner, inForce)]);
  return {
    ...Object.fromEntries(named),
    ...(typeof command === "string" && { command: nameTarget(command, inForce) }),
  };
}
