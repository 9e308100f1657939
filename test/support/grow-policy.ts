import { EXIT } from "../../src/errors.ts";
import type { Credentials } from "../../src/local/services/iam/credentials.ts";
import { skippedTime } from "./client-time.ts";
import { makeDeployedFolder } from "./deployed-folder.ts";
import { TEST_REGION, type TestCloud } from "./local-cloud.ts";
import { type PrintedStatement, printedStatements } from "./printed-statements.ts";
import { makeFolder, type Ran, run } from "./run.ts";

export interface GrowthOptions {
  /** The initial statements. */
  readonly start?: readonly object[] | undefined;
  /** The exit code that ends the rounds. */
  readonly exit?: number | undefined;
  /** Whether to treat the local cloud as AWS, where finding the API's URL takes a call. */
  readonly asAws?: boolean | undefined;
  /** The settings, as environment variables. */
  readonly env?: Environment;
}

type Environment = Readonly<Record<string, string>>;

const MAX_ROUNDS = 40;

/**
 * Runs a command, adds the statements that its errors and warnings print to its policy, and repeats that until it
 * succeeds and prints none. Returns the added statements. Throws if a failure prints no statement.
 */
export async function growPolicy(
  test: TestCloud,
  argv: readonly string[],
  { start = [], exit = EXIT.ok, asAws = false, env = {} }: GrowthOptions = {},
): Promise<readonly PrintedStatement[]> {
  const added: PrintedStatement[] = [];
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const credentials = test.addUser(policiesOf([...start, ...added]));
    const { code, stdout, stderr } = await (asAws ? runAsAws : runLocally)(test, argv, credentials, env);
    const printed = printedStatements(`${stdout}${stderr}`);
    added.push(...printed);
    if (printed.length > 0) continue;
    if (code === exit) return added;
    throw new Error(`${argv.join(" ")} exits with ${code} and prints no statement to add:\n${stdout}\n${stderr}`);
  }
  throw new Error(
    `${argv.join(" ")} still fails after ${MAX_ROUNDS} rounds; the last statements: ${JSON.stringify(added.slice(-2))}`,
  );
}

async function runLocally(
  test: TestCloud,
  argv: readonly string[],
  credentials: Credentials,
  env: Environment,
): Promise<Ran> {
  const cwd = await makeDeployedFolder({ ...test, credentials });
  return run(argv, { cwd, env, time: skippedTime() });
}

async function runAsAws(
  test: TestCloud,
  argv: readonly string[],
  { accessKeyId, secretAccessKey }: Credentials,
  settings: Environment,
): Promise<Ran> {
  const env = { ...settings, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const flags = ["--endpoint-url", test.endpoint, "--region", TEST_REGION];
  return run([...argv, ...flags], { cwd: await makeFolder(), env });
}

/** A policy has at least one statement. */
function policiesOf(Statement: readonly object[]): readonly string[] {
  return Statement.length === 0 ? [] : [JSON.stringify({ Version: "2012-10-17", Statement })];
}
