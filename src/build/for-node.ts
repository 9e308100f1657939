import type { BuildOptions } from "esbuild";

/** The options of esbuild for code that Node runs, as ES modules; the same input gives the same text. */
export const FOR_NODE = {
  bundle: true,
  write: false,
  platform: "node",
  target: "node20",
  format: "esm",
  // For Node, esbuild prefers CommonJS builds, which cannot be tree-shaken.
  mainFields: ["module", "main"],
  charset: "utf8",
} as const satisfies BuildOptions;
