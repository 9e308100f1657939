import { createHash } from "node:crypto";
import { functionArn, functionName, type Place } from "../aws/names.ts";
import { partitionOf } from "../aws/partitions.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import { type ApiInput, PATHS, type Route, routesOf } from "../openapi.ts";
import type { ApiDocument } from "../resources/rest-api/rest-api.ts";
import { gatewayResponses } from "./gateway-responses.ts";
import { pathParameters, preflight, wrongMethod } from "./mocks.ts";

/**
 * The OpenAPI document of a stack's API with API Gateway's extensions: routes to functions, preflight answers, wrong methods, the gateway's own errors.
 * It says nothing of bodies and answers: API Gateway passes them on as they are, and imports of schemas that it does not take fail or lose a route
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html). `info.version` carries the document's hash, so that what is deployed can be told from what should be.
 */
export function gatewayDocument(stack: StackName, place: Place, input: ApiInput): ApiDocument {
  const routes = routesOf(input);
  const content = {
    paths: Object.fromEntries(
      PATHS.map((path) => {
        const ofPath = routes.filter((route) => route.path === path);
        const operations = ofPath.map((route) => {
          return [
            route.method,
            { ...pathParameters(path), responses: RESPONSES, ...integration(route, stack, place) },
          ] as const;
        });
        const methods = ofPath.map(({ method }) => method.toUpperCase());
        return [path, { ...Object.fromEntries(operations), ...mocks(path, methods) }];
      }),
    ),
    "x-amazon-apigateway-gateway-responses": gatewayResponses(),
  };
  const version = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16);
  const info = {
    title: stackLabel(stack),
    version,
    description: `Keeps ${input.model.labels.many}: deployed by todo-api.`,
  };
  return { version, body: JSON.stringify({ openapi: "3.0.1", info, ...content }), routes };
}

/** OpenAPI requires one; a proxy integration passes on whatever the function returns. */
const RESPONSES = { "200": { description: "What the function returns" } };

function mocks(path: string, methods: readonly string[]): object {
  const allowed = [...methods, "OPTIONS"];
  return { options: preflight(path, allowed), "x-amazon-apigateway-any-method": wrongMethod(path, allowed) };
}

function integration({ action }: Route, stack: StackName, place: Place): object {
  const lambda = functionArn(place, functionName(stack, action));
  return {
    "x-amazon-apigateway-integration": {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: `arn:${partitionOf(place.region)}:apigateway:${place.region}:lambda:path/2015-03-31/functions/${lambda}/invocations`,
      passthroughBehavior: "when_no_match",
    },
  };
}
