import { GetFunctionCommand, ListTagsCommand, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LambdaCloud, startLambdaCloud } from "./lambda-cloud.ts";

const ECHO = "export const handler = async (event) => event;";
const Resource = "arn:aws:lambda:eu-west-1:000000000000:function:tagged";

let cloud: LambdaCloud;

beforeAll(async () => {
  cloud = await startLambdaCloud();
  await cloud.makeFunction("tagged", ECHO, { Tags: { "todo-api:app": "todo-api", stage: "dev" } });
});
afterAll(() => cloud.test.stop());

test("tags are set at creation, added, replaced and removed", async () => {
  const tags = async () => (await cloud.lambda.send(new ListTagsCommand({ Resource }))).Tags;
  expect(await tags()).toEqual({ "todo-api:app": "todo-api", stage: "dev" });
  const added = await cloud.lambda.send(new TagResourceCommand({ Resource, Tags: { stage: "prod", owner: "me" } }));
  expect(added.$metadata.httpStatusCode).toBe(204);
  expect(await tags()).toEqual({ "todo-api:app": "todo-api", stage: "prod", owner: "me" });
  const taken = await cloud.lambda.send(new UntagResourceCommand({ Resource, TagKeys: ["owner", "absent"] }));
  expect(taken.$metadata.httpStatusCode).toBe(204);
  const { Tags } = await cloud.lambda.send(new GetFunctionCommand({ FunctionName: "tagged" }));
  expect(Tags).toEqual({ "todo-api:app": "todo-api", stage: "prod" });
});

test("more than 50 tags, AWS's own keys, no tags at all and a qualified ARN are rejected", async () => {
  const tag = (Tags: Record<string, string>, resource = Resource) =>
    cloud.lambda.send(new TagResourceCommand({ Resource: resource, Tags }));
  const refused = { name: "InvalidParameterValueException" };
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag-${index}`, "x"]));
  await expect(tag(many)).rejects.toMatchObject({
    ...refused,
    message: "Number of tags exceeds resource tag limit.",
  });
  await expect(tag({ "aws:mine": "x" })).rejects.toMatchObject(refused);
  await expect(tag({})).rejects.toMatchObject(refused);
  await expect(tag({ a: "b" }, `${Resource}:$LATEST`)).rejects.toMatchObject(refused);
});

test("the tags of a function that is missing are not found", async () => {
  await expect(
    cloud.lambda.send(new ListTagsCommand({ Resource: Resource.replace("tagged", "missing") })),
  ).rejects.toMatchObject({ name: "ResourceNotFoundException", $metadata: { httpStatusCode: 404 } });
});
