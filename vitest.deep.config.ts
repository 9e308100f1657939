import { defineConfig, mergeConfig } from "vitest/config";
import usual from "./vitest.config.ts";

// The exhaustive proofs: every call of every run, cut off and failed in every way. They take minutes.
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
