import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/package-root.ts";

test.each(["add", "add-from-input", "list", "get", "update", "done", "delete", "export", "clear"])(
  "items %s loads no SDK before it must ask AWS",
  async (command) => {
    const entry = `src/commands/items/${command}.ts`;
    const { metafile } = await build({
      absWorkingDir: join(PACKAGE_ROOT),
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
      packages: "external",
      outdir: "out",
    });
    const loaded = new Set<string>();
    const visit = (path: string): void => {
      if (loaded.has(path)) return;
      loaded.add(path);
      for (const found of metafile.inputs[path]?.imports ?? [])
        if (found.kind === "import-statement") visit(found.path);
    };
    visit(entry);
    expect([...loaded]).toContain("src/items/send-request.ts");
    expect([...loaded].filter((path) => !path.startsWith("src/") && !path.startsWith("node:"))).toEqual([]);
  },
);
