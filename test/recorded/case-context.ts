import { randomBytes } from "node:crypto";

/** The values of one run of a case. */
export interface CaseContext {
  readonly region: string;
  readonly account: string;
  readonly roleArn: string;
  readonly now: number;
  /** A name that is unique to the run; `=name` is taken literally. */
  name(name: string): string;
  /** The output of each step so far, by its index. */
  readonly outputs: Map<string, unknown>;
  /** The values of `<placeholders:1>` found so far. */
  bound: Map<string, string>;
}

/** A context without outputs. */
export function createContext(settings: Pick<CaseContext, "region" | "account" | "roleArn">): CaseContext {
  const id = randomBytes(4).toString("hex");
  return {
    ...settings,
    now: Date.now(),
    name: (name) => (name.startsWith("=") ? name.slice(1) : `rec-${id}-${name}`),
    outputs: new Map(),
    bound: new Map(),
  };
}

/** Fills in `${n:name}`, `${ref:0.id}`, `${region}` and `${account}`. */
export function fillText(text: string, context: CaseContext): string {
  return text.replace(
    /\$\{(?:(n|ref):([^}]+)|(region|account))\}/g,
    (_, kind: string | undefined, argument: string, fixed: string | undefined) => {
      if (fixed === "region") return context.region;
      if (fixed === "account") return context.account;
      return kind === "n" ? context.name(argument) : String(outputAt(argument, context));
    },
  );
}

/** A value of an earlier step's output: `0.id` is the member `id` of the first step's. */
export function outputAt(path: string, context: CaseContext): unknown {
  const [step = "", ...keys] = path.split(".");
  return valueAt(context.outputs.get(step), keys);
}

/** The value at a path in an object, or undefined. */
export function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}
