import { readinessCheckAfter } from "../../src/commands/deploy/readiness.ts";
import type { ServiceName } from "../../src/local/model/service-model.ts";
import { EFFECTS, type Effect } from "../../src/local/timing/effects.ts";
import { latencyOf } from "../../src/local/timing/latencies.ts";

/** A step that takes a number of seconds, and starts after everything that it needs. */
interface Step {
  readonly what: string;
  readonly seconds: number;
  readonly needs: readonly Step[];
}

/** The shortest possible duration of a first deploy, and the chain of waits that determines it. */
export interface LowerBound {
  readonly seconds: number;
  readonly chain: string;
}

/**
 * The lower bound with realistic timing and no seed: every delay is the midpoint of its bounds, and every call is made
 * as soon as it can succeed. No tool can be faster than the longest chain of these steps.
 */
export function firstDeployLowerBound(): LowerBound {
  const reading = step("reading", midpoint(latencyOf("dynamodb", "DescribeTable")));
  const table = step("table ACTIVE", untilEffect("dynamodb", "CreateTable") + effect("table-active"), reading);
  const seen = step("table seen", call("dynamodb", "DescribeTable"), table);
  const role = step("role known", untilEffect("iam", "CreateRole") + effect("role-assumable"), reading);
  const made = step("function Active", effect("function-active"), role);
  const ready = step("function seen", call("lambda", "GetFunction"), made);
  const allowed = step("permissions", 2 * call("lambda", "AddPermission"), ready);
  const account = step("account role set", call("apigateway", "UpdateAccount") / 2, role);
  const api = step("API", call("apigateway", "CreateRestApi") + call("apigateway", "PutRestApi"), reading);
  const served = step(
    "stage stabilization",
    untilEffect("apigateway", "CreateDeployment") + effect("stage-steady"),
    api,
  );
  const stage = step("stage set", call("apigateway", "UpdateStage"), seen, allowed, account);
  const before = longest(step("ready", 0, stage, served));
  const readiness = readinessCheckAfter((before.seconds - reading.seconds) * 1000).milliseconds / 1000;
  return { seconds: before.seconds + readiness, chain: `${before.chain}, readiness ${readiness.toFixed(1)}` };
}

function longest({ what, seconds, needs }: Step): LowerBound {
  const slowest = needs.map(longest).sort((one, other) => other.seconds - one.seconds)[0];
  const own = seconds > 0 ? `${what} ${seconds.toFixed(1)}` : "";
  const chain = [slowest?.chain ?? "", own].filter((part) => part !== "").join(", ");
  return { seconds: seconds + (slowest?.seconds ?? 0), chain };
}

function step(what: string, seconds: number, ...needs: readonly Step[]): Step {
  return { what, seconds, needs };
}

function call(service: ServiceName, operation: string): number {
  return midpoint(latencyOf(service, operation));
}

/** A call takes effect halfway to its response. */
function untilEffect(service: ServiceName, operation: string): number {
  return call(service, operation) / 2;
}

function effect(name: Effect): number {
  return midpoint(EFFECTS[name]);
}

function midpoint([from, to]: readonly [number, number]): number {
  return (from + to) / 2;
}
