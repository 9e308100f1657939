import { expect, test } from "vitest";
import { readSettings } from "../../handlers/settings.ts";
import { dnsSuffixOf } from "../../src/aws/partitions.ts";

test.each([["eu-west-1"], ["cn-north-1"], ["us-gov-west-1"], ["eusc-de-east-1"]])(
  "the functions in %s call DynamoDB in their partition",
  (region) => {
    const env = {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: "id",
      AWS_SECRET_ACCESS_KEY: "key",
      TABLE_NAME: "todo-api-dev",
    };
    expect(readSettings(env).endpoint.host).toBe(`dynamodb.${region}.${dnsSuffixOf(region)}`);
  },
);
