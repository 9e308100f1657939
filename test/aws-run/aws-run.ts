import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { FOREIGN } from "./foreign.ts";
import { LIFE, REMOVAL } from "./life-cycle.ts";
import { createOperator } from "./operator.ts";
import { NOTHING_REMAINS } from "./remains.ts";
import { type Place, siteFor } from "./site.ts";
import { runSteps, type StepResult } from "./step.ts";

const STACK = { app: "todo-api-run", stage: "aws" };
const BUDGET = "This takes about 25 minutes and costs less than 5 cents (USD), nearly all of it for requests.";

/** Runs todo-api on AWS as administrator and as operator, records the results, and returns the exit code. */
export async function awsRun(argv: readonly string[]): Promise<number> {
  const { place, results, isConfirmed } = readArguments(argv);
  const print = (text: string) => void process.stdout.write(`${text}\n`);
  print(
    `The stack ${STACK.app}-${STACK.stage} is deployed, used, damaged, repaired and removed on ${placeText(place)}.`,
  );
  print(BUDGET);
  if (!isConfirmed && !(await confirm())) {
    print("Nothing was called.");
    return 2;
  }
  const cwd = await mkdtemp(join(tmpdir(), "todo-api-aws-run-"));
  const startedAt = new Date();
  const admin = siteFor(place, STACK, cwd);
  const steps: StepResult[] = [];
  try {
    if (place.local) await admin.todoApi("local", "start");
    // This runs first because LocalEmu gives a new log group the tags of a deleted one with the same name: it would
    // appear to be the stack's.
    steps.push(...(await runSteps("administrator", admin, FOREIGN, print)));
    steps.push(...(await runSteps("administrator", admin, LIFE, print)));
    steps.push(...(await runSteps("administrator", admin, REMOVAL, print)));
    steps.push(...(await runAsOperator(place, cwd, print)));
    steps.push(...(await runSteps("administrator", admin, [NOTHING_REMAINS], print)));
  } finally {
    if (place.local) await admin.todoApi("local", "stop");
    await rm(cwd, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  const failed = steps.filter(({ ok }) => !ok).length;
  const minutes = Math.round((Date.now() - startedAt.getTime()) / 6000) / 10;
  const file = join(results, `${startedAt.toISOString().slice(0, 10)}-${place.region}.json`);
  await mkdir(results, { recursive: true });
  const document = { startedAt: startedAt.toISOString(), place: placeText(place), minutes, failed, steps };
  await writeFile(file, `${JSON.stringify(document, undefined, 2)}\n`);
  print(`${steps.length - failed} of ${steps.length} steps succeeded in ${minutes} min: ${file}`);
  return failed === 0 ? 0 : 1;
}

/** Does nothing on the local cloud, whose command line is always its administrator. */
async function runAsOperator(place: Place, cwd: string, print: (text: string) => void): Promise<readonly StepResult[]> {
  if (place.local) return [];
  const operator = await createOperator(await siteFor(place, STACK, cwd).cloud(), STACK, place);
  try {
    const site = siteFor(place, STACK, cwd, operator.keys);
    const life = await runSteps("operator", site, LIFE, print);
    return [...life, ...(await runSteps("operator", site, REMOVAL, print))];
  } finally {
    await operator.remove();
  }
}

function readArguments(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      profile: { type: "string" },
      region: { type: "string" },
      "endpoint-url": { type: "string" },
      local: { type: "boolean", default: false },
      results: { type: "string", default: join(PACKAGE_ROOT, "test", "aws", "results") },
      yes: { type: "boolean", default: false },
    },
  });
  const { profile, region, "endpoint-url": endpointUrl, local, results, yes: isConfirmed } = values;
  if (!local && region === undefined) throw new Error("--region is missing.");
  const place: Place = {
    region: region ?? "local",
    local,
    ...(profile !== undefined && { profile }),
    ...(endpointUrl !== undefined && { endpointUrl }),
  };
  return { place, results, isConfirmed };
}

function placeText({ region, profile, endpointUrl, local }: Place): string {
  if (local) return "the local cloud";
  const as = profile === undefined ? "" : `, profile ${profile}`;
  return `${endpointUrl ?? "AWS"}, region ${region}${as}`;
}

async function confirm(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stderr.write("error: not a terminal; confirm with --yes\n");
    return false;
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await prompt.question("Type yes to begin: ");
  prompt.close();
  return answer.trim() === "yes";
}
