import { LOCAL_ACCOUNT } from "../../../src/local/start-local-cloud.ts";
import { TEST_REGION } from "../../support/local-cloud.ts";

/** An OpenAPI document with these paths and further members. */
export function openApi(paths: object, more: object = {}): object {
  return { openapi: "3.0.1", info: { title: "items", version: "1.0" }, paths, ...more };
}

/** An operation that responds without a backend. */
export function mock({
  status = "200",
  headers = {},
  body = "",
  more = {},
}: {
  readonly status?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly more?: object;
} = {}): object {
  const names = Object.keys(headers);
  const mapped = names.map((name) => [`method.response.header.${name}`, `'${headers[name]}'`]);
  const declared = Object.fromEntries(names.map((name) => [name, { schema: { type: "string" } }]));
  return {
    responses: { [status]: { description: "done", headers: declared } },
    "x-amazon-apigateway-integration": {
      type: "mock",
      requestTemplates: { "application/json": `{"statusCode": ${status}}` },
      responses: {
        default: {
          statusCode: status,
          responseParameters: Object.fromEntries(mapped),
          ...(body !== "" && { responseTemplates: { "application/json": body } }),
        },
      },
    },
    ...more,
  };
}

/** An operation with a function as its integration. */
export function lambdaProxy(functionName: string, more: object = {}, integration: object = {}): object {
  return {
    responses: { 200: { description: "done" } },
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: invocationUri(functionName),
      ...integration,
    },
    ...more,
  };
}

/** The URI with which an integration invokes a function. */
export function invocationUri(functionName: string): string {
  const arn = `arn:aws:lambda:${TEST_REGION}:${LOCAL_ACCOUNT}:function:${functionName}`;
  return `arn:aws:apigateway:${TEST_REGION}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}

/** A mock that requires a signature. */
export function iam(more: object = {}, body = ""): object {
  return mock({ body, more: { security: [{ sigv4: [] }], ...more } });
}

/** The members of a document that operations with a signature or an API key require. */
iam.scheme = {
  components: {
    securitySchemes: {
      sigv4: { type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "awsSigv4" },
      api_key: { type: "apiKey", name: "x-api-key", in: "header" },
    },
  },
};
