import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { unzipSync } from "fflate";
import { PACKAGE_ROOT } from "../package/package-root.ts";
import { parseTrustedJson } from "../text/json.ts";
import { HANDLERS } from "./function-zips.ts";

// Runs before todo-api is packed. Writes npm's data about the packages that are installed with todo-api or bundled into
// it. npm marks the bundled packages as development dependencies.

const bundled = new Set(await refsOf([...(await bundledIntoCommandLine()), ...(await bundledIntoFunctions())]));
const { $schema, bomFormat, specVersion, version, metadata, components, dependencies } = runNpmSbom();
const self = metadata.component;
const shipped = components.filter((one) => bundled.has(one["bom-ref"]) || !isDevelopment(one));
const refs = new Set([self["bom-ref"], ...shipped.map((one) => one["bom-ref"])]);
const sbom = {
  $schema,
  bomFormat,
  specVersion,
  version,
  // Without the time, serial number and npm version, the same build produces the same document. npm would name the
  // component after the folder.
  metadata: { component: { type: "application", "bom-ref": self["bom-ref"], name: "todo-api", purl: self.purl } },
  components: shipped.map((one) => ({ ...one, scope: "required", properties: [] })).sort(byRef),
  dependencies: dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)).sort() }))
    .sort((a, b) => (a.ref < b.ref ? -1 : 1)),
};
await writeFile(path.join(PACKAGE_ROOT, "dist", "sbom.cdx.json"), `${JSON.stringify(sbom)}\n`);

interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly purl: string;
  readonly properties: readonly { readonly name: string }[];
}

interface Document {
  readonly $schema: string;
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly version: number;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

function runNpmSbom(): Document {
  const npm = process.env["npm_execpath"];
  if (npm === undefined) throw new Error("this program was not started by npm; run npm pack");
  const args = [npm, "sbom", "--package-lock-only", "--sbom-format", "cyclonedx"];
  return parseTrustedJson(execFileSync(process.execPath, args, { cwd: PACKAGE_ROOT, maxBuffer: 64 * 1024 * 1024 }));
}

function byRef(a: Component, b: Component): number {
  return a["bom-ref"] < b["bom-ref"] ? -1 : 1;
}

function isDevelopment({ properties }: Component): boolean {
  return properties.some(({ name }) => name === "cdx:npm:package:development");
}

async function bundledIntoCommandLine(): Promise<readonly string[]> {
  return namesIn(await readFile(path.join(PACKAGE_ROOT, "dist/cli/LICENSES.txt"), "utf8"));
}

async function bundledIntoFunctions(): Promise<readonly string[]> {
  const zips = HANDLERS.map((name) => readFile(path.join(PACKAGE_ROOT, "dist/handlers", `${name}.zip`)));
  const texts = (await Promise.all(zips)).map((zip) => unzipSync(zip)["LICENSES.txt"]);
  return texts.flatMap((text) => namesIn(new TextDecoder().decode(text)));
}

/** Adds the version in package-lock.json to each name, as npm does in a component's reference. */
async function refsOf(names: readonly string[]): Promise<readonly string[]> {
  const { packages } = parseTrustedJson<LockFile>(await readFile(path.join(PACKAGE_ROOT, "package-lock.json"), "utf8"));
  return names.map((name) => `${name}@${packages[`node_modules/${name}`]?.version}`);
}

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly version: string }>>;
}

/** The package names in the output of `readLicenses`: the first line of each section. */
function namesIn(licenses: string): readonly string[] {
  return licenses.split(`\n${"-".repeat(80)}\n\n`).flatMap((section) => section.split("\n", 1)[0]?.split(", ") ?? []);
}
