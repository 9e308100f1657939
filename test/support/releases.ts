import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, unzipSync, zipSync } from "fflate";
import type { Cloud } from "../../src/aws/cloud.ts";
import type { ResourceResult } from "../../src/engine/result.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { runStack } from "../../src/stack/run-stack.ts";
import type { Stack } from "../../src/stack/stack.ts";
import type { TestCloud } from "./local-cloud.ts";
import { stackFor, TEST_STACK } from "./stack.ts";

/** Another release of todo-api, whose functions respond with a header that names it. */
export interface OtherPackage {
  readonly root: string;
  remove(): void;
}

/** Creates a package in which the functions for these actions differ from this version's. */
export function packageNamed(name: string, actions: readonly string[] = ["create", "read", "update"]): OtherPackage {
  const root = mkdtempSync(join(tmpdir(), "todo-api-package-"));
  cpSync(join(PACKAGE_ROOT, "dist", "frontend"), join(root, "dist", "frontend"), { recursive: true });
  cpSync(join(PACKAGE_ROOT, "dist", "handlers"), join(root, "dist", "handlers"), { recursive: true });
  mkdirSync(join(root, "dist", "handlers"), { recursive: true });
  for (const action of actions) {
    const file = join(root, "dist", "handlers", `${action}.zip`);
    const { "index.mjs": original = new Uint8Array() } = unzipSync(readFileSync(file));
    const files = { "index.mjs": strToU8(wrapper(name)), "original.mjs": original };
    writeFileSync(file, zipSync(files, { mtime: "1980-01-01T00:00:00" }));
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function wrapper(name: string): string {
  return `import { handler as original } from "./original.mjs";
export const handler = async (event, context) => {
  const response = await original(event, context);
  return { ...response, headers: { ...response.headers, "x-release": ${JSON.stringify(name)} } };
};
`;
}

/** The stack, as a package deploys it. */
export function stackOf(cloud: Cloud, packageRoot: string, version = "0.0.9"): Stack {
  return stackFor(cloud, TEST_STACK, undefined, { version, packageRoot });
}

/** Deploys a package; throws the first failure. */
export async function deployPackage(cloud: Cloud, root: string, version?: string): Promise<readonly ResourceResult[]> {
  const { results } = await runStack(stackOf(cloud, root, version), cloud, () => {});
  for (const { error } of results) if (error) throw error;
  return results;
}

/** Changes the records of the API and of its permissions to those of an older version, which has no PATCH. */
export function ageApi({ cloud, region }: TestCloud): void {
  const { restApis = {} } = cloud.apigateway.data.regions[region] ?? {};
  for (const [id, api] of Object.entries(restApis)) {
    const older = JSON.parse(
      JSON.stringify(api)
        .replaceAll(api.version ?? "", "00000000000000aa")
        .replaceAll(", PATCH /items/{id} update", ""),
    );
    for (const definition of [
      older.definition,
      ...Object.values<typeof older>(older.deployments).map((one) => one.definition),
    ])
      for (const { methods } of definition.resources) delete methods.PATCH;
    restApis[id] = older;
  }
  const functions = cloud.lambda.data.regions[region] ?? {};
  for (const [name, record] of Object.entries(functions)) {
    const text = JSON.stringify(record.statements);
    const older = text.replaceAll("-any-items-any", "-put-items-any").replaceAll("/*/items/*", "/PUT/items/*");
    functions[name] = { ...record, statements: JSON.parse(older) };
  }
  cloud.apigateway.save();
  cloud.lambda.save();
}
