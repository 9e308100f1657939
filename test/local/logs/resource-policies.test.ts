import {
  CloudWatchLogsClient,
  DeleteResourcePolicyCommand,
  DescribeResourcePoliciesCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

let cloud: TestCloud;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  cloud = await startTestCloud();
  logs = new CloudWatchLogsClient(cloud.clientConfig);
});
afterAll(() => cloud.stop());

const policyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const put = (policyName: string, document = policyDocument) =>
  logs.send(new PutResourcePolicyCommand({ policyName, policyDocument: document }));
const names = async () =>
  (await logs.send(new DescribeResourcePoliciesCommand({}))).resourcePolicies?.map(({ policyName }) => policyName);

test("keeps resource policies by name until they are deleted", async () => {
  expect(await names()).toEqual([]);
  expect((await put("one")).resourcePolicy).toMatchObject({ policyName: "one", policyDocument });
  await put("one");
  await put("two");
  expect(await names()).toEqual(["one", "two"]);
  await logs.send(new DeleteResourcePolicyCommand({ policyName: "one" }));
  expect(await names()).toEqual(["two"]);
});

test("rejects a policy that is not JSON, an eleventh policy, and the deletion of a missing one", async () => {
  const before = await names();
  await expect(put("text", "no JSON")).rejects.toMatchObject({ name: "InvalidParameterException" });
  await expect(logs.send(new DeleteResourcePolicyCommand({ policyName: "missing" }))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  expect(await names()).toEqual(before);
  for (let count = before?.length ?? 0; count < 10; count += 1) await put(`policy-${count}`);
  await expect(put("eleventh")).rejects.toMatchObject({ name: "LimitExceededException" });
});
