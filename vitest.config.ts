import { configDefaults, defineConfig } from "vitest/config";

// Tests that leave nothing behind in their process, so that a process imports the AWS SDK only once for all of them.
const SHARED = [
  "api",
  "audit",
  "aws",
  "config",
  "daemon",
  "engine",
  "handlers",
  "items",
  "local",
  "logs",
  "report",
  "resources",
  "stack",
  "text",
];
// It mocks a module of Node.
const ALONE = "test/items/output-file.test.ts";

export default defineConfig({
  test: {
    expect: { poll: { timeout: 10_000 } },
    pool: "forks",
    maxWorkers: "100%",
    testTimeout: 120_000,
    hookTimeout: 60_000,
    env: {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    projects: [
      {
        extends: true,
        test: {
          name: "shared",
          isolate: false,
          include: SHARED.map((folder) => `test/${folder}/**/*.test.ts`),
          exclude: [...configDefaults.exclude, ALONE],
        },
      },
      {
        extends: true,
        test: {
          name: "alone",
          include: [`test/!(${SHARED.join("|")})/**/*.test.ts`, "test/*.test.ts", ALONE],
        },
      },
    ],
  },
});
