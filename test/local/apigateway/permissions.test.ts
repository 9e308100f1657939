import {
  APIGatewayClient,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  GetRestApiCommand,
  GetRestApisCommand,
  TagResourceCommand,
  UpdateAccountCommand,
} from "@aws-sdk/client-api-gateway";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiCloud, startApiCloud } from "./api-cloud.ts";

let cloud: ApiCloud;
beforeAll(async () => {
  cloud = await startApiCloud();
});
afterAll(() => cloud.test.stop());

/** A client of a user with only these statements. */
function clientWith(...statements: readonly object[]): APIGatewayClient {
  const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
  return new APIGatewayClient({ ...cloud.test.clientConfig, credentials: cloud.test.addUser([policy]) });
}

const allow = (Action: string, Resource: string, more: object = {}) => ({ Effect: "Allow", Action, Resource, ...more });
const path = (rest: string) => `arn:aws:apigateway:eu-west-1::${rest}`;
const NEW_API = { name: "mine", endpointConfiguration: { types: ["REGIONAL" as const] } };

test("actions are HTTP verbs on paths", async () => {
  const restApiId = await cloud.createApi();
  const reader = clientWith(allow("apigateway:GET", path("/restapis/*")));
  expect(await reader.send(new GetRestApiCommand({ restApiId }))).toMatchObject({ id: restApiId });
  await expect(reader.send(new DeleteRestApiCommand({ restApiId }))).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining(
      `is not authorized to perform: apigateway:DELETE on resource: ${path(`/restapis/${restApiId}`)}`,
    ),
    $metadata: { httpStatusCode: 403 },
  });
  await expect(reader.send(new GetRestApisCommand({}))).rejects.toMatchObject({ name: "AccessDeniedException" });
});

test("tags at creation also require PUT on the tags", async () => {
  const maker = clientWith(allow("apigateway:POST", path("/restapis")));
  await maker.send(new CreateRestApiCommand(NEW_API));
  await expect(maker.send(new CreateRestApiCommand({ ...NEW_API, tags: { a: "1" } }))).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining(
      "apigateway:PUT on resource: arn:aws:apigateway:eu-west-1::/tags/arn%3Aaws%3Aapigateway%3Aeu-west-1%3A%3A%2Frestapis%2F*",
    ),
  });
  const tagger = clientWith(allow("apigateway:POST", path("/restapis")), allow("apigateway:PUT", path("/tags/*")));
  await tagger.send(new CreateRestApiCommand({ ...NEW_API, tags: { a: "1" } }));
});

test("tagging requires PATCH on the resource and PUT on its tags", async () => {
  const id = await cloud.createApi();
  const command = new TagResourceCommand({ resourceArn: path(`/restapis/${id}`), tags: { a: "1" } });
  await expect(clientWith(allow("apigateway:PUT", path("/tags/*"))).send(command)).rejects.toMatchObject({
    name: "AccessDeniedException",
  });
  const both = clientWith(allow("apigateway:PUT", path("/tags/*")), allow("apigateway:PATCH", path("/restapis/*")));
  await both.send(command);
});

test("a policy can distinguish APIs by their tags", async () => {
  const [mine, yours] = [await cloud.createApi({ tags: { owner: "me" } }), await cloud.createApi()];
  const condition = { Condition: { StringEquals: { "aws:ResourceTag/owner": "me" } } };
  const client = clientWith(allow("apigateway:DELETE", path("/restapis/*"), condition));
  await client.send(new DeleteRestApiCommand({ restApiId: mine }));
  await expect(client.send(new DeleteRestApiCommand({ restApiId: yours }))).rejects.toMatchObject({
    name: "AccessDeniedException",
  });
});

test("the account's role must be one that the caller may pass to API Gateway", async () => {
  const value = `arn:aws:iam::${cloud.test.account}:role/logs`;
  const command = new UpdateAccountCommand({ patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });
  const patcher = allow("apigateway:PATCH", path("/account"));
  await expect(clientWith(patcher).send(command)).rejects.toMatchObject({
    name: "AccessDeniedException",
    message: expect.stringContaining(`iam:PassRole on resource: ${value}`),
  });
  const toLambda = { Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } } };
  await expect(clientWith(patcher, allow("iam:PassRole", "*", toLambda)).send(command)).rejects.toMatchObject({
    name: "AccessDeniedException",
  });
  await expect(clientWith(patcher, allow("iam:PassRole", "*")).send(command)).rejects.toMatchObject({
    name: "BadRequestException",
  });
});
