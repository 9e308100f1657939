import { defineConfig, mergeConfig } from "vitest/config";
import usual from "./vitest.config.ts";

// The tool on AWS-compatible endpoints of others, which pip installs. Where that is impossible, they are skipped and the reason is printed.
export default mergeConfig(
  { ...usual, test: { ...usual.test, projects: undefined } },
  defineConfig({
    test: {
      include: ["test/endpoints/**/*.endpoint.ts"],
      testTimeout: 180_000,
      hookTimeout: 120_000,
      fileParallelism: false,
    },
  }),
);
