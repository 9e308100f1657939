import type { Command } from "commander";
import type { Model } from "../api/model/model.ts";
import type { CommandContext } from "../commands/command-context.ts";
import type { Io } from "../io.ts";
import type { CommandNeeds } from "./run-command.ts";

/** The functions with which command-line actions run their commands. */
export interface Run {
  stack(command: Command, action: (context: CommandContext) => Promise<number>, needs?: CommandNeeds): Promise<void>;
  /**
   * Runs a command on the items of a stack. Because the stack's model defines options, the command line is parsed again
   * when the model is known; only the `action` of that parse runs.
   */
  model(command: Command, action: ModelAction, needs?: CommandNeeds): Promise<void>;
  /** Runs a command that does not call the cloud of a stack, such as help, policy or `local start`. */
  plain(command: Command, action: (io: Io, json: boolean) => Promise<number>): Promise<void>;
}

/** A command on items, once their model is known. */
export type ModelAction = (context: CommandContext, model: Model) => Promise<number>;
