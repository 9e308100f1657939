/** The reason why a website endpoint cannot serve a request. */
export interface Failure {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  readonly message: string;
  /** Details by S3's field name, such as Key or BucketName. */
  readonly details: Readonly<Record<string, string>>;
}

/**
 * The errors from S3's website endpoints, and the redirect, whose page has the same format
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/CustomErrorDocSupport.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html).
 */
export const ERRORS = {
  found: failure(302, "Found", "Found", "Resource Found"),
  invalidUri: failure(400, "Bad Request", "InvalidURI", "Couldn't parse the specified URI."),
  accessDenied: failure(403, "Forbidden", "AccessDenied", "Access Denied"),
  noSuchKey: failure(404, "Not Found", "NoSuchKey", "The specified key does not exist."),
  noSuchBucket: failure(404, "Not Found", "NoSuchBucket", "The specified bucket does not exist"),
  noSuchWebsite: failure(
    404,
    "Not Found",
    "NoSuchWebsiteConfiguration",
    "The specified bucket does not have a website configuration",
  ),
  internalError: failure(
    500,
    "Internal Server Error",
    "InternalError",
    "We encountered an internal error. Please try again.",
  ),
  methodNotAllowed: failure(
    405,
    "Method Not Allowed",
    "MethodNotAllowed",
    "The specified method is not allowed against this resource.",
  ),
};

/** The HTML page for an error. If the site has an error document that cannot be read, the page also states why. */
export function errorPage(
  failed: Failure,
  ids: Readonly<Record<string, string>>,
  documentFailure: Failure | undefined,
): string {
  const heading = `${failed.status} ${failed.title}`;
  return [
    "<html>",
    `<head><title>${heading}</title></head>`,
    "<body>",
    `<h1>${heading}</h1>`,
    ...list({ ...facts(failed), ...ids }),
    ...(documentFailure
      ? [
          "<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>",
          ...list(facts(documentFailure)),
        ]
      : []),
    "<hr/>",
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

function failure(
  status: number,
  title: string,
  code: string,
  message: string,
): (details: Failure["details"]) => Failure {
  return (details) => ({ status, title, code, message, details });
}

function facts({ code, message, details }: Failure): Readonly<Record<string, string>> {
  return { Code: code, Message: message, ...details };
}

function list(entries: Readonly<Record<string, string>>): readonly string[] {
  return ["<ul>", ...Object.entries(entries).map(([name, value]) => `<li>${name}: ${escapeHtml(value)}</li>`), "</ul>"];
}

/** Keys come from the request's URL and must never become markup. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
