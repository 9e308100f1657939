/** An error that the edge itself answers: the type of gateway response that customises it, AWS's default status and message, and the value of x-amzn-errortype. */
export interface GatewayError {
  /** Undefined where no API was found whose gateway responses could be used. */
  readonly type?: string;
  readonly status: number;
  readonly message: string;
  readonly name: string;
}

/** No such stage, or no such API: there is nothing that could customise this answer. */
export const FORBIDDEN: GatewayError = { status: 403, message: "Forbidden", name: "ForbiddenException" };

/** No such path, or no such method there. */
export const MISSING_AUTHENTICATION_TOKEN: GatewayError = {
  type: "MISSING_AUTHENTICATION_TOKEN",
  status: 403,
  message: "Missing Authentication Token",
  name: "MissingAuthenticationTokenException",
};

/** Above the limits of the stage or the method, or of Lambda. */
export const THROTTLED: GatewayError = {
  type: "THROTTLED",
  status: 429,
  message: "Too Many Requests",
  name: "TooManyRequestsException",
};

/** A body above 10 MB. */
export const REQUEST_TOO_LARGE: GatewayError = {
  type: "REQUEST_TOO_LARGE",
  status: 413,
  message: "Request Too Long",
  name: "RequestTooLargeException",
};

/** A body that the integration has no template for and does not let through. */
export const UNSUPPORTED_MEDIA_TYPE: GatewayError = {
  type: "UNSUPPORTED_MEDIA_TYPE",
  status: 415,
  message: "Unsupported Media Type",
  name: "UnsupportedMediaTypeException",
};

/** A body that is not as its model says. */
export const INVALID_BODY: GatewayError = {
  type: "BAD_REQUEST_BODY",
  status: 400,
  message: "Invalid request body",
  name: "BadRequestException",
};

/** The integration is set up wrong: no permission, no such function, a verb that Lambda does not know. */
export const API_CONFIGURATION_ERROR: GatewayError = {
  type: "API_CONFIGURATION_ERROR",
  status: 500,
  message: "Internal server error",
  name: "InternalServerErrorException",
};

/** The function failed, or answered what is no proxy response: no type of its own, so that DEFAULT_5XX customises it. */
export const BAD_INTEGRATION_RESPONSE: GatewayError = {
  type: "DEFAULT_5XX",
  status: 502,
  message: "Internal server error",
  name: "InternalServerErrorException",
};

/** An integration that took longer than it may. */
export const INTEGRATION_TIMEOUT: GatewayError = {
  type: "INTEGRATION_TIMEOUT",
  status: 504,
  message: "Endpoint request timed out",
  name: "InternalServerErrorException",
};

/** Required parameters that a request lacks, by name. */
export function missingParameters(names: readonly string[]): GatewayError {
  return {
    type: "BAD_REQUEST_PARAMETERS",
    status: 400,
    message: `Missing required request parameters: [${names.join(", ")}]`,
    name: "BadRequestException",
  };
}
