import type { InitializeHandler } from "@smithy/types";
import type { Cloud } from "../../src/aws/cloud.ts";

/** Where a run dies: right before its call number so and so is sent, or right after that call was answered. Calls count from 1, over all services. */
export interface Cut {
  readonly call: number;
  readonly when: "before" | "after";
}

/** Makes the process that uses this cloud die at a call: that call's answer never comes, and nothing is called any more. */
export function cutAt(cloud: Cloud, { call, when }: Cut): void {
  let made = 0;
  const cut =
    <Input extends object, Output extends object>(
      next: InitializeHandler<Input, Output>,
    ): InitializeHandler<Input, Output> =>
    async (args) => {
      made += 1;
      const own = made;
      if (own > call || (own === call && when === "before")) throw died();
      const output = await next(args);
      // What was under way when the process died has its effect, and nobody hears of it.
      if (made > call || own === call) throw died();
      return output;
    };
  const first = { step: "initialize" } as const;
  cloud.iam.middlewareStack.add(cut, first);
  cloud.lambda.middlewareStack.add(cut, first);
  cloud.apigateway.middlewareStack.add(cut, first);
  cloud.dynamodb.middlewareStack.add(cut, first);
  cloud.s3.middlewareStack.add(cut, first);
  cloud.logs.middlewareStack.add(cut, first);
}

function died(): Error {
  return Object.assign(new Error("The process died."), { name: "Died" });
}
