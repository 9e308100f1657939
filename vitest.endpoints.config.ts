import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

// Tests on AWS-compatible servers, which pip installs. If that is impossible, the tests are skipped and the reason is
// printed.
export default mergeConfig(
  { ...base, test: { ...base.test, projects: undefined } },
  defineConfig({
    test: {
      include: ["test/endpoints/**/*.endpoint.ts"],
      testTimeout: 180_000,
      hookTimeout: 120_000,
      fileParallelism: false,
    },
  }),
);
