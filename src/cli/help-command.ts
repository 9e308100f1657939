import type { Command } from "commander";
import { EXIT, usageError } from "../errors.ts";
import type { Run } from "./parse-command-line.ts";

/** `help`, `help items add`, `help exit-codes`, `help json`; and `version`, which prints what --version prints. */
export function addHelpCommand(program: Command, run: Run): void {
  program
    .command("help")
    .argument("[topic...]", "a command, or: configuration, exit-codes, json")
    .description("Explain a command, the configuration, the exit codes, or the JSON output.")
    .action((words: string[], _options: object, command: Command) =>
      run.plain(command, async (io) => {
        const { TOPICS } = await import("./help-topics.ts");
        const text = words.length === 1 ? TOPICS.get(words[0] ?? "") : undefined;
        if (text === undefined)
          await findCommand(program, words, [...TOPICS.keys()]).then((found) => found.outputHelp());
        else io.stdout.write(text);
        return EXIT.ok;
      }),
    );

  program
    .command("version")
    .description("Print the version.")
    .action((_options: object, command: Command) =>
      run.plain(command, async ({ stdout }, json) => {
        const version = (await import("../package/version.ts")).readVersion();
        stdout.write(json ? `${JSON.stringify({ version })}\n` : `${version}\n`);
        return EXIT.ok;
      }),
    );
}

async function findCommand(program: Command, words: readonly string[], topics: readonly string[]): Promise<Command> {
  let found = program;
  for (const word of words) {
    const next = found.commands.find((command) => command.name() === word || command.aliases().includes(word));
    if (!next) {
      const { didYouMean } = await import("../text/did-you-mean.ts");
      const known = [...found.commands.map((command) => command.name()), ...(found === program ? topics : [])];
      throw usageError(`There is no help on ${JSON.stringify(words.join(" "))}.${didYouMean(word, known)}`, [
        { command: "todo-api help", when: "you want to see what there is" },
      ]);
    }
    found = next;
  }
  return found;
}
