import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cloud } from "../../../src/aws/cloud.ts";
import { PACKAGE_ROOT } from "../../../src/package/package-root.ts";
import type { Stack } from "../../../src/stack/stack.ts";
import { stackFor, TEST_STACK } from "../../support/stack.ts";
import { zipLike } from "../../support/zip-like.ts";

/** The input of a deploy: a version of todo-api, with this code and page or others, and the user's settings. */
export interface Version {
  readonly tool: "1.0.0" | "1.1.0";
  readonly code: "this" | "other";
  /** Whether data is protected; undefined keeps the current setting. */
  readonly protect: boolean | undefined;
}

/** The stack of every version. */
export interface Versions {
  stackOf(cloud: Cloud, version: Version): Stack;
  remove(): Promise<void>;
}

/** Creates a package with different code and another page. */
export async function prepareVersions(): Promise<Versions> {
  const other = await mkdtemp(join(tmpdir(), "todo-api-other-"));
  const handlers = join("dist", "handlers");
  const frontend = join("dist", "frontend");
  await cp(join(PACKAGE_ROOT, frontend), join(other, frontend), { recursive: true });
  await cp(join(PACKAGE_ROOT, handlers), join(other, handlers), { recursive: true });
  for (const name of (await readdir(join(other, handlers))).filter((file) => file.endsWith(".zip")))
    await writeFile(join(other, handlers, name), zipLike(await readFile(join(other, handlers, name))));
  await writeFile(join(other, frontend, "style.css"), "body { color: black }");
  await writeFile(join(other, frontend, "former.txt"), "former");
  const packages = { this: PACKAGE_ROOT, other };
  return {
    stackOf: (cloud, { tool, code, protect }) =>
      stackFor(cloud, TEST_STACK, protect, { version: tool, packageRoot: packages[code] }),
    remove: () => rm(other, { recursive: true, force: true }),
  };
}
