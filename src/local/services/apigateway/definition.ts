import type { JsonSchema } from "./schema/json-schema.ts";

/** The part of an API that a deployment captures. It is replaced, never modified, because deployments share it. */
export interface ApiDefinition {
  readonly title: string;
  readonly description?: string | undefined;
  readonly version?: string | undefined;
  readonly binaryMediaTypes: readonly string[];
  /** The resource policy as JSON, which refers to roles and users by ID. */
  readonly policy?: string | undefined;
  /** The root comes first, and every parent comes before its children. */
  readonly resources: readonly ResourceDefinition[];
  readonly models: Readonly<Record<string, JsonSchema>>;
  readonly requestValidators: Readonly<Record<string, RequestValidator>>;
  /** Keyed by response type, such as DEFAULT_4XX. */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponseDefinition>>;
}

/** A path in an API and its methods. `pathPart` is the last segment; undefined for the root. */
export interface ResourceDefinition {
  readonly id: string;
  readonly parentId?: string | undefined;
  readonly pathPart?: string | undefined;
  readonly path: string;
  readonly methods: Readonly<Record<string, MethodDefinition>>;
}

/** The requirements for calling a method. */
export interface MethodSecurity {
  readonly authorizationType?: "NONE" | "AWS_IAM";
  /** Whether a request must have an API key from a usage plan that includes the stage. */
  readonly apiKeyRequired?: boolean | undefined;
}

/** A method on a resource: its security, its requests and responses, and its integration. */
export interface MethodDefinition extends MethodSecurity {
  readonly operationName?: string | undefined;
  /** The name of a request validator. */
  readonly requestValidator?: string | undefined;
  /** Keyed by parameter name, such as `method.request.path.id`. True if the parameter is required. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  /** Model names, keyed by media type. */
  readonly requestModels: Readonly<Record<string, string>>;
  readonly methodResponses: Readonly<Record<string, MethodResponseDefinition>>;
  readonly integration?: IntegrationDefinition | undefined;
}

/** The headers and models of the responses with a given status. */
export interface MethodResponseDefinition {
  readonly responseParameters: Readonly<Record<string, boolean>>;
  readonly responseModels: Readonly<Record<string, string>>;
}

export type IntegrationDefinition = LambdaProxyIntegration | MockIntegration;

/** How the integration handles a body whose media type has no request template. */
export type PassthroughBehavior = "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";

/** The function receives the whole request and returns the whole response. */
export interface LambdaProxyIntegration {
  readonly type: "AWS_PROXY";
  readonly httpMethod: string;
  readonly uri: string;
  readonly functionRegion: string;
  readonly functionName: string;
  readonly passthroughBehavior: PassthroughBehavior;
  readonly timeoutInMillis: number;
}

/** The edge itself responds, without a backend. */
export interface MockIntegration {
  readonly type: "MOCK";
  readonly passthroughBehavior: PassthroughBehavior;
  readonly timeoutInMillis: number;
  readonly contentHandling?: ContentHandling | undefined;
  /** Templates, keyed by media type. */
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly responses: readonly IntegrationResponseDefinition[];
}

/** A response from a mock integration. */
export interface IntegrationResponseDefinition {
  /** A regular expression for the statuses that select the response; undefined for the default response. */
  readonly selectionPattern?: string | undefined;
  readonly statusCode: string;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
  readonly contentHandling?: ContentHandling | undefined;
}

/** Treats a payload as text, regardless of the API's binary media types. */
export type ContentHandling = "CONVERT_TO_TEXT";

/** The parts of a request that the edge validates before it calls the integration. */
export interface RequestValidator {
  readonly id: string;
  readonly validateRequestBody: boolean;
  readonly validateRequestParameters: boolean;
}

/** A customized error response from the edge. */
export interface GatewayResponseDefinition {
  readonly statusCode?: string | undefined;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

/** The definition of an API before its first import: a root without methods. */
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
