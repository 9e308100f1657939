import { createHash } from "node:crypto";
import { functionArn, functionName, type Place } from "../aws/names.ts";
import { partitionOf } from "../aws/partitions.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import { type ApiInput, apiContent, PATHS, type Route, routesOf } from "../openapi.ts";
import type { ApiDocument } from "../resources/rest-api/rest-api.ts";
import { gatewayResponses } from "./gateway-responses.ts";
import { preflight, wrongMethod } from "./mocks.ts";
import { forGateway } from "./schemas.ts";

/**
 * The OpenAPI document of a stack's API with API Gateway's extensions: routes to functions, preflight answers, wrong methods, the gateway's own errors.
 * `info.version` carries the document's hash, so that what is deployed can be told from what should be.
 */
export function gatewayDocument(stack: StackName, place: Place, input: ApiInput): ApiDocument {
  const { paths, components } = apiContent(input);
  const routes = routesOf(input);
  const content = {
    paths: Object.fromEntries(
      PATHS.map((path) => {
        const ofPath = routes.filter((route) => route.path === path);
        const operations = ofPath.map((route) => {
          const documented = forGateway(paths[path]?.[route.method]);
          return [route.method, { ...documented, ...integration(route, stack, place) }] as const;
        });
        const methods = ofPath.map(({ method }) => method.toUpperCase());
        return [path, { ...Object.fromEntries(operations), ...mocks(path, methods) }];
      }),
    ),
    components: forGateway(components),
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
