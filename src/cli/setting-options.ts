import { type Command, Option } from "commander";
import type { SettingOption } from "../config/setting.ts";
import { STACK_SETTINGS } from "../config/stack-settings.ts";

/** Adds the options of `settingOptions` to a command. */
export function addSettingOptions(command: Command, help?: string): Command {
  for (const option of settingOptions(help)) command.addOption(option);
  return command;
}

/** Creates the options that set the model and the stack settings; `help` replaces the help text of each. */
export function settingOptions(help?: string): readonly Option[] {
  return [
    new Option(
      "--model <name or file>",
      help ?? "model of the items: todo, customer, or a file (see todo-api help models)",
    ),
    ...STACK_SETTINGS.flatMap(({ name, option }) => (option === undefined ? [] : optionsOf(name, option, help))),
    new Option(
      "--role <function=arn>",
      help ?? "use an existing role for a function (create=ARN) or todo-api's own (create=none); repeatable",
    ).argParser(collect),
  ];
}

/** Appends a value of a repeatable option to its earlier values. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function optionsOf(name: string, { value, help, helpOff }: SettingOption, otherHelp?: string): readonly Option[] {
  return [
    new Option(value === undefined ? `--${name}` : `--${name} ${value}`, otherHelp ?? help),
    ...(helpOff === undefined ? [] : [new Option(`--no-${name}`, otherHelp ?? helpOff)]),
  ];
}
