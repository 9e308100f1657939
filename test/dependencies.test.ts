import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { PACKAGE_ROOT } from "../src/package/package-root.ts";
import { importsOf } from "./support/imports-of.ts";
import { makeFolder } from "./support/run.ts";

test("todo-api installs exactly the packages that its built code imports", async () => {
  const inputs = await importsOf(
    "bin/todo-api.js",
    "dist/cli/main.js",
    "dist/local/daemon.js",
    "dist/local/services/dynamodb/serve-table-store.js",
    "dist/local/services/lambda/runner/environment.js",
  );
  const imported = Object.values(inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, kind, path }) => external && kind !== "require-call" && !isBuiltin(path))
    .map(({ path }) => /^(@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const { dependencies } = readJson("package.json");
  expect([...new Set(imported)].sort()).toEqual(Object.keys(dependencies).sort());
});

test("the lock file has a checksum of every package, and one package that users install has a script", () => {
  const locked: readonly (readonly [string, Locked])[] = Object.entries(readJson("package-lock.json").packages);
  const packages = locked.filter(([path]) => path !== "");
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? ""))).toEqual([]);
  const scripts = packages.filter(([, { dev, hasInstallScript }]) => hasInstallScript && !dev).map(([path]) => path);
  // The script looks for a binary that the package already contains. It is disabled here (allowScripts), and the tables
  // work.
  expect(scripts).toEqual(["node_modules/classic-level"]);
  expect(readJson("package.json").allowScripts).toMatchObject({ "classic-level": false });
});

test("dependencies have exact versions", () => {
  const { dependencies, devDependencies } = readJson("package.json");
  const versions: readonly string[] = Object.values({ ...dependencies, ...devDependencies });
  expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test("every workflow pins its actions to a commit, may only read, and keeps no token in the working copy", () => {
  const folder = join(PACKAGE_ROOT, ".github", "workflows");
  for (const name of readdirSync(folder)) {
    const { permissions, jobs }: Workflow = parse(readFileSync(join(folder, name), "utf8"));
    expect(permissions, name).toEqual({ contents: "read" });
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    for (const { uses, with: input } of steps.filter((step) => step.uses !== undefined)) {
      expect(uses, name).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
      if (uses?.startsWith("actions/checkout@")) expect(input, name).toMatchObject({ "persist-credentials": false });
    }
  }
});

test("the check workflow runs npm audit, and a release is published with provenance", () => {
  const runs = (name: string) => {
    const { jobs }: Workflow = parse(readFileSync(join(PACKAGE_ROOT, ".github", "workflows", name), "utf8"));
    return Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  };
  expect(runs("check.yml")).toEqual(expect.arrayContaining(["npm audit --omit=dev", "npm audit signatures"]));
  expect(runs("release.yml").at(-1)).toBe("npm publish --provenance --access public");
});

test("a release stops unless its tag is the version in package.json", () => {
  const { jobs }: Workflow = parse(readFileSync(join(PACKAGE_ROOT, ".github", "workflows", "release.yml"), "utf8"));
  const [check = {}] = Object.values(jobs).flatMap(({ steps }) => steps.filter(({ run }) => run !== undefined));
  expect(check.run).toBe('node src/build/require-release-tag.js "$TAG"');
  expect(check.env).toEqual({ TAG: expect.stringContaining("github.event.release.tag_name") });
  const statusFor = (...argv: readonly string[]) =>
    spawnSync(process.execPath, [join(PACKAGE_ROOT, "src", "build", "require-release-tag.js"), ...argv]).status;
  const { version } = readJson("package.json");
  expect([`v${version}`, version, "v99.0.0", ""].map((tag) => statusFor(tag))).toEqual([0, 1, 1, 1]);
  expect(statusFor()).toBe(1);
});

test("the published package has a list of all packages in it, installed or bundled, and the same on every machine", () => {
  const { status, stderr } = spawnSync(process.execPath, ["dist/build/sbom.js"], {
    cwd: PACKAGE_ROOT,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const { components, metadata, serialNumber } = readJson("dist/sbom.cdx.json");
  const names = components.map(({ name }: { readonly name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(readJson("package.json").dependencies)));
  expect(names).toEqual(expect.arrayContaining(["@aws-sdk/client-s3", "@aws-sdk/util-dynamodb", "undici"]));
  expect(names).not.toContain("vitest");
  expect({ serialNumber, ...metadata }).toEqual({ component: expect.objectContaining({ name: "todo-api" }) });
});

test("every threat of the threat model names the tests that prove its protection", () => {
  const text = readFileSync(join(PACKAGE_ROOT, ".github", "SECURITY.md"), "utf8");
  const rows = text.split("\n").filter((line) => /^\| (?!threat|---)/.test(line));
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) {
    const tests = [...row.matchAll(/`(test\/[\w./-]+)`/g)].map(([, file = ""]) => file);
    expect(tests, row).not.toEqual([]);
    for (const file of tests) expect(existsSync(join(PACKAGE_ROOT, file)), file).toBe(true);
  }
});

test("a build without devDependencies prints one sentence with the command to run", async () => {
  const folder = await makeFolder();
  const script = join(folder, "require-dev-dependencies.mjs");
  await copyFile(join(PACKAGE_ROOT, "src", "build", "require-dev-dependencies.js"), script);
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringMatching(/^error: .*npm ci --include=dev.*\n$/),
  });
});

interface Locked {
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: object;
  readonly env?: object;
}

function readJson(name: string) {
  return JSON.parse(readFileSync(join(PACKAGE_ROOT, name), "utf8"));
}
