import type { Command, Option } from "commander";
import { DEFAULT_MODEL } from "../../src/api/model/model.ts";
import { getBuiltInModel } from "../../src/api/model/read-model.ts";
import { auditStack } from "../../src/audit/audit-stack.ts";
import { ALL_CONTROLS } from "../../src/audit/controls.ts";
import { readFacts } from "../../src/audit/read-facts.ts";
import { JSON_ERROR, JSON_OUTPUTS } from "../../src/cli/json-outputs.ts";
import { processIo } from "../../src/cli/process-io.ts";
import { createProgram } from "../../src/cli/program.ts";
import { ROOT_HELP } from "../../src/cli/root-help.ts";
import { type ControlReport, controlReports, groupBy } from "../../src/commands/audit/control-reports.ts";
import { resolveSettings } from "../../src/config/stack-settings.ts";
import { modelOf, SERVICE_NAMES } from "../../src/local/model/service-model.ts";
import { operatorPolicy } from "../../src/stack/operator-policy/operator-policy.ts";
import { TEST_REGION } from "../support/local-cloud.ts";
import { startStack, TEST_STACK } from "../support/stack.ts";

const program = createProgram(
  processIo(),
  { stack: async () => {}, model: async () => {}, plain: async () => {} },
  getBuiltInModel(DEFAULT_MODEL),
);

/** The content between `<!-- generated: name -->` and `<!-- /generated -->` in a document, by name. */
export const GENERATED: Readonly<Record<string, () => string | Promise<string>>> = {
  summary,
  commands,
  options,
  schemas,
  policy,
  operations,
  rules,
};

/** The sections of `todo-api --help` that list commands. */
function summary(): string {
  const sections = ROOT_HELP.split("\n\n").filter((section) => / commands:\n/.test(section));
  if (sections.length === 0) throw new Error("todo-api --help has no command sections.");
  return `\`\`\`text\n${sections.join("\n\n").trimEnd()}\n\`\`\``;
}

function commands(): string {
  return leavesOf(program, []).map(sectionOf).join("\n\n");
}

function options(): string {
  return table(["flag", "meaning"], program.options.map(rowOf));
}

function schemas(): string {
  const links = (names: readonly string[] = []) =>
    names.map((name) => `[${name}](schemas/${name}.schema.json)`).join(" or ");
  const rows = JSON_OUTPUTS.map(({ command, lines, result }) => [`\`${command}\``, links(lines), links(result)]);
  return table(["command", "each line", "result"], [...rows, ["any, if it fails", "", links([JSON_ERROR])]]);
}

function policy(): string {
  const document = operatorPolicy({ app: "todo-api", stage: "dev" }, { region: "REGION", account: "ACCOUNT" });
  return `\`\`\`json\n${JSON.stringify(document, undefined, 2)}\n\`\`\``;
}

/** The operations of the local cloud by service, from the models with which it validates requests. */
function operations(): string {
  return SERVICE_NAMES.map((service) => {
    const { operations, shapes } = modelOf(service);
    const rows = Object.values(operations).map(({ name, input = "" }) => {
      const parameters = Object.keys(shapes[input]?.members ?? {});
      return [name, parameters.map((parameter) => `\`${parameter}\``).join(", ")];
    });
    return `### ${service}\n\n${table(["operation", "parameters"], rows)}`;
  }).join("\n\n");
}

/** Every rule that `audit` checks, with its result for a new stack with the default settings. */
async function rules(): Promise<string> {
  const { test, cloud } = await startStack();
  const stack = {
    name: TEST_STACK,
    settings: resolveSettings({}, TEST_STACK),
    account: test.account,
    region: TEST_REGION,
  };
  const reports = controlReports(auditStack(await readFacts(cloud, stack), stack, {}));
  await test.stop();
  const tables = [...groupBy(ALL_CONTROLS, ({ id }) => kindOf(reports, id))].map(([kind, controls]) => {
    const rows = controls.flatMap(({ id, rules: others, title, severity }) => {
      const { verdict = "", findings = [] } = reports.find(({ control }) => control.id === id) ?? {};
      const { reason = "", alternative, next } = findings[0] ?? {};
      const alternativeText = next
        ? ` Alternative: \`${next.command}\`.`
        : alternative === undefined
          ? ""
          : ` Alternative: ${alternative}.`;
      const why = reason === "" ? "" : `${toSentence(reason)}.${alternativeText}`;
      return [id, ...others].map((rule, index) => [
        `\`${rule}\``,
        toolOf(rule),
        ...(index === 0 ? [title, severity, verdict, why] : [`as \`${id}\``, severity, verdict, ""]),
      ]);
    });
    return `### ${kind}\n\n${table(["rule", "source", "requirement", "severity", "verdict", "reason"], rows)}`;
  });
  return tables.join("\n\n");
}

/** A reason with a capital first letter, unless it starts with the name of a command or a stack. */
function toSentence(reason: string): string {
  const names = program.commands.map((command) => `${command.name()} `);
  const startsWithName = ["todo-api", ...names].some((name) => reason.startsWith(name));
  return startsWithName ? reason : reason.replace(/^./u, (letter) => letter.toUpperCase());
}

function kindOf(reports: readonly ControlReport[], id: string): string {
  return reports.find(({ control }) => control.id === id)?.findings[0]?.kind ?? "";
}

function toolOf(rule: string): string {
  if (rule.startsWith("CKV")) return "checkov";
  if (rule.startsWith("CT.")) return "Control Tower";
  if (/^[FW]\d+$/.test(rule)) return "cfn-nag";
  return /^[a-z0-9_]+$/.test(rule) ? "prowler" : "Security Hub";
}

interface Leaf {
  readonly words: readonly string[];
  readonly command: Command;
}

function leavesOf(command: Command, words: readonly string[]): readonly Leaf[] {
  if (command.commands.length === 0) return [{ words, command }];
  return command.commands.flatMap((child) => leavesOf(child, [...words, child.name()]));
}

function sectionOf({ words, command }: Leaf): string {
  const takes = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const others = command.aliases().map((alias) => `\`${[...words.slice(0, -1), alias].join(" ")}\``);
  const also = others.length > 0 ? ` Alias: ${others.join(", ")}.` : "";
  const shown = command.options.filter(({ hidden }) => !hidden);
  const flags = shown.length > 0 ? [table(["flag", "meaning"], shown.map(rowOf))] : [];
  return [`### \`${[...words, ...takes].join(" ")}\``, `${command.description()}${also}`, ...flags].join("\n\n");
}

function rowOf({ flags, description }: Option): readonly string[] {
  return [`\`${flags}\``, description];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}
