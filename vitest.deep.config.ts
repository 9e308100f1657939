import { defineConfig, mergeConfig } from "vitest/config";
import usual from "./vitest.config.ts";

// The long tests: every write of every run, interrupted and failed in every way. They take half an hour.
export default mergeConfig(
  { ...usual, test: { ...usual.test, projects: undefined } },
  defineConfig({
    test: {
      include: ["test/deep/**/*.deep.ts", "test/adversary/**/*.deep.ts"],
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  }),
);
