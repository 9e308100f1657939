import type { MetadataBearer, MiddlewareStack } from "@smithy/types";
import { EXIT, TodoApiError } from "../errors.ts";
import { statusOf } from "./classify-error.ts";

export interface Client {
  readonly middlewareStack: Pick<MiddlewareStack<object, MetadataBearer>, "add">;
}

/**
 * Reports responses that no AWS service sends: a web page, text that cannot be parsed, or, from a configured endpoint,
 * an error without a code. Such responses come from a proxy, a login page or an endpoint that does not support the
 * operation. The SDK reports them misleadingly, or mistakes a web page for success.
 */
export function expectAwsResponses<Some extends Client>(client: Some, endpoint: string | undefined): Some {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const result = await next(args);
        const status = statusOfPage(result.response);
        if (status !== undefined && !SERVES_PAGES.has(commandName)) throw new PageError(status);
        return result;
      },
    { step: "deserialize", priority: "low", name: "rejectPages" },
  );
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          throw isNotFromAws(error, endpoint) ? notFromAws(commandName, endpoint, error) : error;
        }
      },
    { step: "initialize", name: "expectAwsResponses" },
  );
  return client;
}

/** The operations that return an object from a bucket, which can be a web page. */
const SERVES_PAGES = new Set(["GetObjectCommand", "HeadObjectCommand"]);

/** A web page instead of AWS's response, with the metadata that the SDK uses to decide whether to retry. */
class PageError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(httpStatusCode: number) {
    super("The response is a web page.");
    this.name = "PageError";
    this.$metadata = { httpStatusCode };
  }
}

/** The HTTP status of a response that is a web page; undefined for any other response. */
function statusOfPage(response: unknown): number | undefined {
  if (typeof response !== "object" || response === null) return undefined;
  const { statusCode, headers } = Object.fromEntries(Object.entries(response));
  const types: unknown[] = typeof headers === "object" && headers !== null ? Object.entries(headers).flat() : [];
  const isPage = types.some((text) => typeof text === "string" && text.startsWith("text/html"));
  return isPage && typeof statusCode === "number" ? statusCode : undefined;
}

/**
 * Whether a call failed because the response is a web page, cannot be parsed or, from a configured endpoint, is an
 * error without a code. AWS services can also send errors without a code, so those are accepted from AWS itself.
 */
function isNotFromAws(error: unknown, endpoint: string | undefined): error is Error {
  if (!(error instanceof Error)) return false;
  if (error instanceof PageError) return true;
  const isUnparsed = "$response" in error && (error instanceof SyntaxError || error.name === "Error");
  return isUnparsed || (endpoint !== undefined && error.name === "Unknown");
}

function notFromAws(commandName: string, endpoint: string | undefined, cause: Error): TodoApiError {
  const operation = commandName.replace(/Command$/, "");
  const status = statusOf(cause);
  const from = endpoint === undefined ? "" : ` from ${endpoint}`;
  const why =
    endpoint === undefined
      ? "it may come from a system between this machine and AWS, such as a proxy or a captive portal"
      : "the endpoint may not support this call";
  return new TodoApiError(
    "not-an-aws-response",
    EXIT.failure,
    `${operation}: the response${from} (HTTP ${status}) is not a valid AWS response; ${why}`,
    { cause, details: { operation, endpoint, status } },
  );
}
