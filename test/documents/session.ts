import { run } from "../support/run.ts";
import { isSameOutput, shortenedLike } from "./same-output.ts";

const PROMPT = "$ ";
const ASSIGNMENT = /^([a-z]+)=\$\((.*)\)$/;

/** Runs the commands of documented terminal sessions in sequence, in one folder. */
export interface Session {
  /** The block with the current output; a documented output that differs only in volatile parts is kept. */
  replay(block: string): Promise<string>;
}

/** Starts a session in an empty folder. */
export function startSession(cwd: string): Session {
  const variables = new Map<string, string>();
  const printedBy = async (line: string): Promise<string> => {
    const [, variable, inner] = ASSIGNMENT.exec(line) ?? [];
    let both = "";
    const onWrite = (text: string) => {
      both += text;
    };
    const { stdout, stderr } = await run(argvOf(inner ?? line, variables), {
      cwd,
      onWrite,
      env: { NO_COLOR: "1" },
      stdoutIsTTY: variable === undefined,
    });
    if (variable === undefined) return both;
    variables.set(variable, stdout.trimEnd());
    return stderr;
  };
  return {
    async replay(block) {
      const shown: string[] = [];
      for (const [command = "", ...documented] of stepsOf(block)) {
        const printed = (await printedBy(command.slice(PROMPT.length))).trimEnd().split("\n");
        const output = printed.join() === "" ? [] : printed;
        shown.push(command, ...(isSameOutput(documented, output) ? documented : shortenedLike(documented, output)));
      }
      return shown.join("\n");
    },
  };
}

/** A command and the lines that follow it, up to the next command. */
function stepsOf(block: string): readonly (readonly string[])[] {
  const steps: string[][] = [];
  for (const line of block.split("\n")) {
    if (line.startsWith(PROMPT)) steps.push([line]);
    else if (steps.length > 0) steps.at(-1)?.push(line);
    else throw new Error(`A console block starts with a command after "${PROMPT}", not with ${JSON.stringify(line)}.`);
  }
  return steps;
}

/** The arguments of `npx todo-api`, with variables replaced; other features of a shell are not supported. */
function argvOf(line: string, variables: ReadonlyMap<string, string>): readonly string[] {
  const words = line.match(/"[^"]*"|\S+/g) ?? [];
  const [npx, name, ...argv] = words.map((word) =>
    word.replace(/^"(.*)"$/, "$1").replace(/^\$([a-z]+)$/, (_, variable: string) => {
      const value = variables.get(variable);
      if (value === undefined) throw new Error(`$${variable} is not set before ${JSON.stringify(line)}.`);
      return value;
    }),
  );
  if (npx !== "npx" || name !== "todo-api" || argv.some((word) => /^([|<>&;]|\$\()/.test(word)))
    throw new Error(`A console block runs "npx todo-api" without shell operators, not ${JSON.stringify(line)}.`);
  return argv;
}
