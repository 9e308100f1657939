import { S3ServiceException } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { explainAwsError } from "../../src/aws/explain.ts";
import { EXIT } from "../../src/errors.ts";

const USER = "arn:aws:iam::123456789012:user/operator";
const TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/todo-api-dev";
const denied = (action: string, resource: string, why: string) =>
  `User: ${USER} is not authorized to perform: ${action} on resource: ${resource}${why === "" ? "" : ` ${why}`}`;
const noPolicy = (policy: string, action: string) => `because no ${policy} allows the ${action} action`;
const explicit = (policy: string) => `with an explicit deny in a ${policy}`;

/**
 * The SDK's name for the error, and AWS's message
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html).
 */
const FIXED_BY_A_STATEMENT = [
  {
    service: "DynamoDB",
    name: "AccessDeniedException",
    message: denied("dynamodb:CreateTable", TABLE, noPolicy("identity-based policy", "dynamodb:CreateTable")),
    statement: { Effect: "Allow", Action: ["dynamodb:CreateTable"], Resource: [TABLE] },
  },
  {
    service: "S3, which quotes the resource",
    name: "AccessDenied",
    message: denied("s3:TagResource", '"arn:aws:s3:::bucket"', noPolicy("identity-based policy", "s3:TagResource")),
    statement: { Effect: "Allow", Action: ["s3:TagResource"], Resource: ["arn:aws:s3:::bucket"] },
  },
  {
    service: "an action without a resource",
    name: "AccessDenied",
    message: `User: ${USER} is not authorized to perform: s3:ListAllMyBuckets ${noPolicy("identity-based policy", "s3:ListAllMyBuckets")}`,
    statement: { Effect: "Allow", Action: ["s3:ListAllMyBuckets"], Resource: ["*"] },
  },
  {
    service: "IAM, which names a role without its ARN",
    name: "AccessDenied",
    message: denied("iam:GetRole", "role one", noPolicy("identity-based policy", "iam:GetRole")),
    statement: {
      Effect: "Allow",
      Action: ["iam:GetRole"],
      Resource: ["arn:aws:iam::123456789012:role/one", "arn:aws:iam::123456789012:role/todo-api/one"],
    },
  },
  {
    service: "API Gateway",
    name: "AccessDeniedException",
    message: denied(
      "apigateway:POST",
      "arn:aws:apigateway:eu-west-1::/restapis",
      noPolicy("identity-based policy", "apigateway:POST"),
    ),
    statement: { Effect: "Allow", Action: ["apigateway:POST"], Resource: ["arn:aws:apigateway:eu-west-1::/restapis"] },
  },
  {
    service: "Lambda about a role of a function",
    name: "AccessDeniedException",
    message: denied(
      "iam:PassRole",
      "arn:aws:iam::123456789012:role/one",
      noPolicy("identity-based policy", "iam:PassRole"),
    ),
    statement: {
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource: ["arn:aws:iam::123456789012:role/one"],
      Condition: { StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" } },
    },
  },
  {
    service: "a message without a reason",
    name: "AccessDeniedException",
    message: `${denied("logs:CreateLogGroup", "arn:aws:logs:eu-west-1:123456789012:log-group:one:log-stream:", "")}.`,
    statement: {
      Effect: "Allow",
      Action: ["logs:CreateLogGroup"],
      Resource: ["arn:aws:logs:eu-west-1:123456789012:log-group:one:log-stream:"],
    },
  },
];

test.each(FIXED_BY_A_STATEMENT)(
  "prints the statement that permits the call: $service",
  ({ name, message, statement }) => {
    const error = explain(name, message);
    expect(error).toMatchObject({ code: "access-denied", exitCode: EXIT.auth });
    expect(error?.message).toBe(
      `Looking: ${message.replace(/\.$/, "")}. Add this statement to a policy attached to the user or role: ${JSON.stringify(statement)}`,
    );
    expect(error?.details["denied"]).toMatchObject({ actions: statement.Action, statement });
    expect(error?.next.map(({ command }) => command)).toContain("todo-api policy");
  },
);

describe("policies other than the caller's own", () => {
  const action = "lambda:CreateFunction";
  test.each([
    [noPolicy("permissions boundary", action), "boundary", "Add this statement to the boundary: {"],
    [noPolicy("session policy", action), "session", "Request credentials whose session policy has this statement: {"],
    [explicit("permissions boundary"), "boundary", "no identity-based policy can allow it"],
    [explicit("session policy"), "session", "the role's policies cannot allow it"],
    [explicit("service control policy"), "organization", "no IAM policy in this account can allow it"],
    [explicit("resource control policy"), "organization", "no IAM policy in this account can allow it"],
    [noPolicy("service control policy", action), "organization", "no IAM policy in this account can allow it"],
    [explicit("resource-based policy"), "resource", "The resource's policy does not permit the call"],
    [noPolicy("resource-based policy", action), "resource", "The resource's policy does not permit the call"],
    [noPolicy("VPC endpoint policy", action), "endpoint", "The VPC endpoint policy does not permit the call"],
    ["with an explicit deny in an identity-based policy", "identity", "A Deny overrides every Allow"],
    [`with an explicit deny in an identity-based policy: ${USER}`, "identity", "A Deny overrides every Allow"],
    ["with an explicit deny", "unknown", "A Deny overrides every Allow"],
    [
      "because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.",
      "public-access-block",
      "turn off Block Public Access",
    ],
  ])("explains a denial %s", (why, policy, advice) => {
    const error = explain(
      "AccessDeniedException",
      denied(action, "arn:aws:lambda:eu-west-1:123456789012:function:one", why),
    );
    expect(error).toMatchObject({ code: "access-denied", exitCode: EXIT.auth });
    expect(error?.message).toContain(advice);
    expect(error?.details["denied"]).toMatchObject({ policy, actions: [action] });
    expect(error?.message.includes("Add this statement to a policy attached to the user")).toBe(false);
  });
});

test.each([
  ["AccessDenied", "Access Denied"],
  ["UnauthorizedException", "The request is denied because the caller has insufficient permissions."],
  ["UnauthorizedOperation", "You are not authorized. Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6X"],
])("reports a denial that names no permission: %s", (name, message) => {
  const error = explain(name, message);
  expect(error).toMatchObject({ code: "access-denied", exitCode: EXIT.auth });
  expect(error?.message).toMatch(/does not name the missing permission|decode-authorization-message/);
  expect(error?.next.map(({ command }) => command)).toContain("todo-api policy");
});

function explain(name: string, message: string) {
  const error = new S3ServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode: 403 } });
  return explainAwsError(error, "Looking");
}
