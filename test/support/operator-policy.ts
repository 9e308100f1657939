import type { StackName } from "../../src/aws/stack-name.ts";
import type { PolicyCommand } from "../../src/stack/operator-policy/grant.ts";
import { operatorPolicy } from "../../src/stack/operator-policy/operator-policy.ts";
import { TEST_REGION, type TestCloud } from "./local-cloud.ts";
import { TEST_STACK } from "./stack.ts";

/** The policy that `todo-api policy` prints for a test's stack: for one command, or for all of them. */
export function policyFor({ account }: TestCloud, command?: PolicyCommand, stack: StackName = TEST_STACK): string {
  return JSON.stringify(operatorPolicy(stack, { region: TEST_REGION, account }, command));
}
