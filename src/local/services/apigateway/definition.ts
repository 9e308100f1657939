import type { JsonSchema } from "./schema/json-schema.ts";

/** What an API is made of, as it was imported; a deployment keeps one. Never changed, only replaced. */
export interface ApiDefinition {
  readonly title: string;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  readonly binaryMediaTypes: readonly string[];
  /** The root first, every parent before its children. */
  readonly resources: readonly ResourceDefinition[];
  readonly models: Readonly<Record<string, JsonSchema>>;
  readonly requestValidators: Readonly<Record<string, RequestValidator>>;
  /** By response type, such as DEFAULT_4XX. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseDefinition>>;
}

/** One step of a path, with the methods of the path that ends there. */
export interface ResourceDefinition {
  readonly id: string;
  readonly parentId?: string | undefined;
  readonly pathPart?: string | undefined;
  readonly path: string;
  readonly methods: Readonly<Record<string, MethodDefinition>>;
}

/** A verb on a resource: what its requests and answers may have, and what answers them. */
export interface MethodDefinition {
  readonly operationName?: string | undefined;
  /** The name of a request validator. */
  readonly requestValidator?: string | undefined;
  /** `method.request.path.id` and the like, with whether they are required. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  /** Names of models by media type. */
  readonly requestModels: Readonly<Record<string, string>>;
  readonly methodResponses: Readonly<Record<string, MethodResponseDefinition>>;
  readonly integration?: IntegrationDefinition | undefined;
}

/** What an answer of one status may have; a mock can set only the headers that are declared here. */
export interface MethodResponseDefinition {
  readonly responseParameters: Readonly<Record<string, boolean>>;
  readonly responseModels: Readonly<Record<string, string>>;
}

/** What answers a method. */
export type IntegrationDefinition = LambdaProxyIntegration | MockIntegration;

/** What becomes of a body that no request template is for. */
export type PassthroughBehavior = "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";

/** A function that gets the whole request and answers the whole response. */
export interface LambdaProxyIntegration {
  readonly type: "AWS_PROXY";
  readonly httpMethod: string;
  readonly uri: string;
  readonly functionRegion: string;
  readonly functionName: string;
  readonly passthroughBehavior: PassthroughBehavior;
  readonly timeoutInMillis: number;
}

/** An answer of the edge itself. */
export interface MockIntegration {
  readonly type: "MOCK";
  readonly passthroughBehavior: PassthroughBehavior;
  readonly timeoutInMillis: number;
  /** Templates by media type. */
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly responses: readonly IntegrationResponseDefinition[];
}

/** What a mock answers to a status that its request template names. */
export interface IntegrationResponseDefinition {
  /** Absent in the default response. */
  readonly selectionPattern?: string | undefined;
  readonly statusCode: string;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

/** What the edge checks before the integration is called. */
export interface RequestValidator {
  readonly id: string;
  readonly validateRequestBody: boolean;
  readonly validateRequestParameters: boolean;
}

/** A customised answer of the edge to an error. */
export interface GatewayResponseDefinition {
  readonly statusCode?: string | undefined;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

/** The definition of an API that nothing was imported into: the root alone. */
export function emptyDefinition(title: string, rootResourceId: string): ApiDefinition {
  return {
    title,
    binaryMediaTypes: [],
    resources: [{ id: rootResourceId, path: "/", methods: {} }],
    models: {},
    requestValidators: {},
    gatewayResponses: {},
  };
}
