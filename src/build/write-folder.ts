import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

export interface BuiltFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Replaces all files with this extension in a folder (if it is "", all files). No file is ever half-written. */
export async function writeFolder(folder: string, extension: string, files: readonly BuiltFile[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, content } of files) {
    const unfinished = path.join(folder, `${name}.${process.pid}.new`);
    await writeFile(unfinished, content);
    await rename(unfinished, path.join(folder, name));
  }
  const names = new Set(files.map((file) => file.name));
  const stale = (await readdir(folder)).filter((name) => name.endsWith(extension) && !names.has(name));
  await Promise.all(stale.map((name) => rm(path.join(folder, name))));
}
