import { bundle } from "./bundle.ts";
import type { OutputFile } from "./write-folder.ts";
import { zip } from "./zip.ts";

const HANDLERS = ["create", "read", "update", "delete"];

/** The deployment package of each function, as `{name}.zip`: one module, for Lambda's handler setting `index.handler`. */
export function makeFunctionZips(): Promise<readonly OutputFile[]> {
  return Promise.all(
    HANDLERS.map(async (name) => ({
      name: `${name}.zip`,
      content: await zip([{ name: "index.mjs", content: await bundle(name) }]),
    })),
  );
}
