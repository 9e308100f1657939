import type { Command } from "commander";
import { EXIT, usageError } from "../errors.ts";
import { isNamed } from "./given-flags.ts";
import type { Run } from "./run.ts";
import { TOPIC_NAMES } from "./topics/topic-names.ts";

/** Declares the `help` and `version` commands. */
export function addHelpCommand(program: Command, run: Run): void {
  program
    .command("help")
    .argument("[topic...]", `a command, or a topic (${TOPIC_NAMES.join(", ")})`)
    .description("Show help for a command or a topic.")
    .action((words: string[], _options: object, command: Command) =>
      run.plain(command, async (io) => {
        const topic = TOPIC_NAMES.find((name) => words.length === 1 && name === words[0]);
        if (topic === undefined) (await requireCommand(program, words)).outputHelp();
        else io.stdout.write((await import("./topics/topics.ts")).TOPICS[topic]);
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

async function requireCommand(program: Command, words: readonly string[]): Promise<Command> {
  let found = program;
  for (const word of words) {
    const next = found.commands.find((command) => isNamed(command, word));
    if (!next) {
      const { didYouMean } = await import("../text/did-you-mean.ts");
      const known = [...found.commands.map((command) => command.name()), ...(found === program ? TOPIC_NAMES : [])];
      throw usageError(`no help for ${JSON.stringify(words.join(" "))}${didYouMean(word, known)}`, [
        { command: "todo-api help", comment: "list the commands and topics" },
      ]);
    }
    found = next;
  }
  return found;
}
