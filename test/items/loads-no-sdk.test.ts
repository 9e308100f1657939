import { expect, test } from "vitest";
import { importsOf } from "../support/imports-of.ts";

test.each(["add", "add-from-input", "list", "get", "update", "done", "delete", "export", "clear"])(
  "items %s loads no SDK before it calls AWS",
  async (command) => {
    const entry = `src/commands/items/${command}.ts`;
    const inputs = await importsOf(entry);
    const loaded = new Set<string>();
    const visit = (path: string): void => {
      if (loaded.has(path)) return;
      loaded.add(path);
      for (const found of inputs[path]?.imports ?? []) if (found.kind === "import-statement") visit(found.path);
    };
    visit(entry);
    expect([...loaded]).toContain("src/items/send-request.ts");
    // Each is a few kilobytes: support for HTTPS_PROXY and similar variables, and widths of text on a terminal.
    const isSmall = (path: string) => /^(proxy-from-env|string-width|node:.*)$/.test(path);
    expect([...loaded].filter((path) => !path.startsWith("src/") && !isSmall(path))).toEqual([]);
  },
);
