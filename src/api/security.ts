/**
 * Who may call the API: everyone ("none"), callers with an API key ("api-key"), or callers whose signed requests IAM
 * allows ("iam").
 */
export type Auth = (typeof AUTH_MODES)[number];

export const AUTH_MODES = ["none", "api-key", "iam"] as const;

/** The name and the definition of each mode's security scheme in OpenAPI; "none" has no scheme. */
const SCHEMES: Readonly<Record<Auth, Readonly<Record<string, object>>>> = {
  none: {},
  "api-key": {
    // API Gateway reads keys only from this header.
    apiKey: { type: "apiKey", name: "x-api-key", in: "header", description: "The API key of the stack." },
  },
  iam: {
    sigv4: {
      type: "apiKey",
      name: "Authorization",
      in: "header",
      description: "AWS Signature Version 4 for the service execute-api.",
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
      "x-amazon-apigateway-authtype": "awsSigv4",
    },
  },
};

/** The security scheme of a mode, as a member of `components`; empty for "none". */
export function securitySchemes(auth: Auth): { readonly securitySchemes?: object } {
  const schemes = SCHEMES[auth];
  return Object.keys(schemes).length > 0 ? { securitySchemes: schemes } : {};
}

/** The security requirement of an operation or a document; empty for "none". */
export function securityOf(auth: Auth): { readonly security?: readonly object[] } {
  const names = Object.keys(SCHEMES[auth]);
  return names.length > 0 ? { security: names.map((name) => ({ [name]: [] })) } : {};
}
