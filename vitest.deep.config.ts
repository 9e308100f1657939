import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

// The long tests, which interrupt every write of every run and make it fail in every way. They take half an hour.
export default mergeConfig(
  { ...base, test: { ...base.test, projects: undefined } },
  defineConfig({
    test: {
      include: ["test/deep/**/*.deep.ts", "test/adversary/**/*.deep.ts"],
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  }),
);
