import { createHash } from "node:crypto";
import { functionArn, functionName, type Place } from "../aws/names.ts";
import { partitionOf } from "../aws/partitions.ts";
import { type StackName, stackLabel } from "../aws/stack-name.ts";
import { type ApiInput, apiContent, PATHS, type Route, routesOf } from "./api-content.ts";
import { gatewayResponses } from "./gateway-responses.ts";
import { fixedDocument, pathParameters, preflight, templateJson, wrongMethod } from "./mocks.ts";

/** An OpenAPI document as it is put, and the version in it that tells it from every other. */
export interface ApiDocument {
  readonly version: string;
  readonly body: string;
  readonly routes: readonly DeployedRoute[];
}

/** Which function answers where. */
export interface DeployedRoute {
  readonly method: string;
  readonly path: string;
  readonly action: string;
}

/**
 * The OpenAPI document of a stack's API with API Gateway's extensions: routes to functions, preflight answers, wrong methods, the gateway's own errors.
 * It says nothing of bodies and answers: API Gateway passes them on as they are, and imports of schemas that it does not take fail or lose a route
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html). `info.version` carries the document's hash, so that what is deployed can be told from what should be.
 */
export function gatewayDocument(stack: StackName, place: Place, input: ApiInput): ApiDocument {
  const routes = routesOf(input);
  const content = {
    paths: Object.fromEntries([
      ...PATHS.map((path) => {
        const ofPath = routes.filter((route) => route.path === path);
        const operations = ofPath.map((route) => {
          return [
            route.method,
            { ...pathParameters(path), responses: RESPONSES, ...integration(route, stack, place) },
          ] as const;
        });
        const methods = ofPath.map(({ method }) => method.toUpperCase());
        return [path, { ...Object.fromEntries(operations), ...mocks(path, methods) }] as const;
      }),
      ["/", { ...fixedDocument("/", "Where to go from here", linksOf(stack, input)), ...mocks("/", ["GET", "HEAD"]) }],
      [
        DESCRIPTION_PATH,
        {
          ...fixedDocument(DESCRIPTION_PATH, "The OpenAPI document of this API", descriptionOf(stack, input)),
          ...mocks(DESCRIPTION_PATH, ["GET", "HEAD"]),
        },
      ],
    ]),
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

const DESCRIPTION_PATH = "/openapi.json";

/** What the API's own address returns; `service-desc` is the relation of RFC 8631. Links have the stage in their paths. */
function linksOf(stack: StackName, { model }: ApiInput): string {
  const link = (rel: string, path: string, title: string) =>
    `{"rel":"${rel}","href":"/$context.stage${path}","title":${templateJson(title)}}`;
  const links = [
    link("items", "/items", model.labels.many),
    link("service-desc", DESCRIPTION_PATH, "OpenAPI document"),
  ];
  return `{"title":${templateJson(stackLabel(stack))},"links":[${links.join(",")}]}`;
}

/** What `todo-api openapi` prints, with a server relative to the document's own address. */
function descriptionOf(stack: StackName, input: ApiInput): string {
  const content = apiContent(input);
  const version = createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 16);
  return templateJson({
    openapi: "3.0.1",
    info: { title: stackLabel(stack), version },
    servers: [{ url: "." }],
    ...content,
  });
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
