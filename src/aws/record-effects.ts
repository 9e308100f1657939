import { statusOf } from "./classify-error.ts";
import type { Client } from "./expect-aws-responses.ts";

/** Whether calls may have changed something, and whether they may have deleted something. */
export interface Effects {
  hasChanged: boolean;
  hasDeleted: boolean;
}

/**
 * Records the effects of a client's calls, because a change to a resource can fail after some of its calls have
 * succeeded. A call that received no response, or failed inside AWS, may have taken effect.
 */
export function recordEffects<Some extends Client>(client: Some, effects: Effects): Some {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        try {
          const result = await next(args);
          record(effects, commandName);
          return result;
        } catch (error) {
          if (!isRejection(error)) record(effects, commandName);
          throw error;
        }
      },
    { step: "initialize", name: "recordEffects" },
  );
  return client;
}

function record(effects: Effects, commandName: string): void {
  if (/^(Describe|Filter|Get|Head|List|Query)/.test(commandName)) return;
  effects.hasChanged = true;
  effects.hasDeleted ||= /^(Delete|Detach|Remove)/.test(commandName);
}

function isRejection(error: unknown): boolean {
  const status = statusOf(error) ?? 0;
  return status >= 400 && status < 500;
}
