import type { Command } from "commander";
import type { Model } from "../api/model/model.ts";
import type { CommandContext } from "../commands/command-context.ts";
import type { Io } from "../io.ts";
import type { CommandNeeds } from "./run-command.ts";

/** The functions that command-line actions call to run their commands. */
export interface Run {
  stack(command: Command, action: (context: CommandContext) => Promise<number>, needs?: CommandNeeds): Promise<void>;
  /**
   * Runs a command on a stack's items. The stack's model defines options, so the command line is parsed again once the
   * model is known, and only the `action` from the second parse runs.
   */
  model(command: Command, action: ModelAction, needs?: CommandNeeds): Promise<void>;
  /** Runs a command that does not call a stack's cloud, such as `help`, `policy` or `local start`. */
  plain(command: Command, action: (io: Io, json: boolean) => Promise<number>): Promise<void>;
}

/** The action of a command on items, called once their model is known. */
export type ModelAction = (context: CommandContext, model: Model) => Promise<number>;
