import type { AwsError } from "../../../protocol/aws-error.ts";

/** An error from the edge, with AWS's default status and message. */
export interface GatewayError {
  /** The type of the error's gateway response; undefined if the request does not reach a stage. */
  readonly type?: string;
  readonly status: number;
  readonly message: string;
  /** The value of the x-amzn-ErrorType header. */
  readonly name: string;
  /** The member of the default body that contains the message, if it is not `message`. */
  readonly key?: "Message";
}

/**
 * The stage does not exist or does not respond yet, the API's default endpoint is disabled, or the request's host or
 * origin is not accepted.
 */
export const FORBIDDEN: GatewayError = { status: 403, message: "Forbidden", name: "ForbiddenException" };

/** The path or method does not exist, or the request lacks the signature that the method requires. */
export const MISSING_AUTHENTICATION_TOKEN: GatewayError = {
  type: "MISSING_AUTHENTICATION_TOKEN",
  status: 403,
  message: "Missing Authentication Token",
  name: "MissingAuthenticationTokenException",
};

/** The method requires an API key, but the request has no enabled key from a usage plan that includes the stage. */
export const INVALID_API_KEY: GatewayError = {
  type: "INVALID_API_KEY",
  status: 403,
  message: "Forbidden",
  name: "ForbiddenException",
};

/** The API key has used up its quota in the usage plan. */
export const QUOTA_EXCEEDED: GatewayError = {
  type: "QUOTA_EXCEEDED",
  status: 429,
  message: "Limit Exceeded",
  name: "LimitExceededException",
};

/** A throttling limit on the stage, method or API key is exceeded, or Lambda throttled the invocation. */
export const THROTTLED: GatewayError = {
  type: "THROTTLED",
  status: 429,
  message: "Too Many Requests",
  name: "TooManyRequestsException",
};

/** The body is larger than 10 MB. */
export const REQUEST_TOO_LARGE: GatewayError = {
  type: "REQUEST_TOO_LARGE",
  status: 413,
  message: "Request Too Long",
  name: "RequestTooLargeException",
};

/** The integration has no template for the body's media type, and does not pass the body through. */
export const UNSUPPORTED_MEDIA_TYPE: GatewayError = {
  type: "UNSUPPORTED_MEDIA_TYPE",
  status: 415,
  message: "Unsupported Media Type",
  name: "UnsupportedMediaTypeException",
};

/** The body does not match its model. */
export const INVALID_BODY: GatewayError = {
  type: "BAD_REQUEST_BODY",
  status: 400,
  message: "Invalid request body",
  name: "BadRequestException",
};

/**
 * The integration is misconfigured: for example, it has no permission to invoke its function, or a mock has no response
 * for its status.
 */
export const API_CONFIGURATION_ERROR: GatewayError = {
  type: "API_CONFIGURATION_ERROR",
  status: 500,
  message: "Internal server error",
  name: "InternalServerErrorException",
};

/**
 * The function failed or returned something other than a proxy response. This error has no response type of its own, so
 * DEFAULT_5XX customizes it.
 */
export const BAD_INTEGRATION_RESPONSE: GatewayError = {
  type: "DEFAULT_5XX",
  status: 502,
  message: "Internal server error",
  name: "InternalServerErrorException",
};

/** The integration exceeded its timeout. */
export const INTEGRATION_TIMEOUT: GatewayError = {
  type: "INTEGRATION_TIMEOUT",
  status: 504,
  message: "Endpoint request timed out",
  name: "InternalServerErrorException",
};

/** The request lacks required parameters; the message lists their names. */
export function missingParameters(names: readonly string[]): GatewayError {
  return {
    type: "BAD_REQUEST_PARAMETERS",
    status: 400,
    message: `Missing required request parameters: [${names.join(", ")}]`,
    name: "BadRequestException",
  };
}

/** The policies do not allow the request. */
export function accessDenied(message: string): GatewayError {
  return { type: "ACCESS_DENIED", status: 403, message, name: "AccessDeniedException", key: "Message" };
}

/**
 * The signature is missing, incomplete or invalid, or the credentials have expired. The
 * MISSING_AUTHENTICATION_TOKEN gateway response customizes the errors for both a missing and an incomplete signature
 * (https://github.com/amazon-archives/aws-cognito-angular-quickstart/issues/50).
 */
export function signatureError({ code, message }: AwsError): GatewayError {
  return { type: SIGNATURE_ERROR_TYPES[code] ?? "INVALID_SIGNATURE", status: 403, message, name: code };
}

const SIGNATURE_ERROR_TYPES: Readonly<Record<string, string>> = {
  MissingAuthenticationTokenException: "MISSING_AUTHENTICATION_TOKEN",
  IncompleteSignatureException: "MISSING_AUTHENTICATION_TOKEN",
  ExpiredTokenException: "EXPIRED_TOKEN",
};
