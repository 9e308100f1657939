import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { TEST_REGION, type TestCloud } from "./local-cloud.ts";

/** The policy that the README recommends for who deploys the stack, for a test's account. */
export function operatorPolicy({ account }: TestCloud): string {
  const readme = readFileSync(join(PACKAGE_ROOT, "src", "aws", "README.md"), "utf8");
  const section = readme.slice(readme.indexOf("## The operator policy"));
  const [, policy = ""] = /```json\n([\s\S]*?)```/.exec(section) ?? [];
  return policy.replaceAll("REGION", TEST_REGION).replaceAll("ACCOUNT", account);
}
