import { bundle } from "./bundle.ts";
import { buildPage } from "./page.ts";
import type { BuiltFile } from "./write-folder.ts";
import { type ZipEntry, zip } from "./zip.ts";

export const HANDLERS = ["create", "read", "update", "delete", "website"];

/** The deployment package of each function, as `{name}.zip`, for Lambda's handler setting `index.handler`. */
export function buildFunctionZips(): Promise<readonly BuiltFile[]> {
  return Promise.all(HANDLERS.map(async (name) => ({ name: `${name}.zip`, content: await packageOf(name) })));
}

async function packageOf(name: string): Promise<Uint8Array> {
  const { code, licenses } = await bundle(name);
  return zip([
    { name: "index.mjs", content: code },
    ...(licenses === "" ? [] : [{ name: "LICENSES.txt", content: licenses }]),
    ...(name === "website" ? await pageEntries() : []),
  ]);
}

/** The files that the website function serves. */
async function pageEntries(): Promise<readonly ZipEntry[]> {
  return (await buildPage()).map(({ name, content }) => ({ name: `page/${name}`, content }));
}
