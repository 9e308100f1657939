import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";

/** A copy of the built package, and empty folders to work in, so that a benchmark does not change the project. */
export interface PackageCopy {
  readonly bin: string;
  readonly work: string;
  /** Another folder, for a local cloud with realistic timing. */
  readonly slowWork: string;
  /** Changes the code of one function, as an edit and a build do. */
  changeHandler(action: string): void;
  remove(): void;
}

/** Copies what the package ships, and links its dependencies. */
export function copyPackage(root: string): PackageCopy {
  const folder = mkdtempSync(join(tmpdir(), "todo-api-bench-"));
  const copy = join(folder, "package");
  for (const part of ["bin", "dist", "handlers/models", "package.json"])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
  const work = mkdtempSync(join(folder, "work-"));
  return {
    bin: join(copy, "bin", "todo-api.js"),
    work,
    slowWork: mkdtempSync(join(folder, "work-")),
    changeHandler(action) {
      const file = join(copy, "dist", "handlers", `${action}.zip`);
      const files = unzipSync(readFileSync(file));
      const { "index.mjs": code = new Uint8Array(), ...others } = files;
      writeFileSync(
        file,
        zipSync({ ...others, "index.mjs": Buffer.concat([code, Buffer.from(`\n// ${Date.now()}\n`)]) }),
      );
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
