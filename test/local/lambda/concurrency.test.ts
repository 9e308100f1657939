import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  InvokeCommand,
  PutFunctionConcurrencyCommand,
} from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LambdaCloud, startLambdaCloud } from "./lambda-cloud.ts";

let cloud: LambdaCloud;

beforeAll(async () => {
  cloud = await startLambdaCloud();
  await cloud.makeFunction("limited", "export const handler = async (event) => event;");
});
afterAll(() => cloud.test.stop());

const FunctionName = "limited";

test("a function without reserved concurrency returns none", async () => {
  expect((await cloud.lambda.send(new GetFunctionCommand({ FunctionName }))).Concurrency).toBeUndefined();
});

test("a function with a concurrency of 0 is not invoked until the reservation is removed", async () => {
  const reserve = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 });
  expect(await cloud.lambda.send(reserve)).toMatchObject({ ReservedConcurrentExecutions: 0 });
  expect((await cloud.lambda.send(new GetFunctionCommand({ FunctionName }))).Concurrency).toEqual({
    ReservedConcurrentExecutions: 0,
  });
  await expect(cloud.lambda.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
    name: "TooManyRequestsException",
  });
  await cloud.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  expect(await cloud.call("limited", { again: true })).toMatchObject({ payload: { again: true } });
});

test("a reservation leaves 100 to other functions, and requires an existing function", async () => {
  const reserve = (name: string, ReservedConcurrentExecutions: number) =>
    cloud.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions }));
  await expect(reserve("limited", 901)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message:
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
  });
  await expect(reserve("missing", 1)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  await expect(reserve("limited", 900)).resolves.toMatchObject({ ReservedConcurrentExecutions: 900 });
});
