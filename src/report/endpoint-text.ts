/**
 * Formats the endpoint of an S3 website, for the line below the HTTPS address of its page: browsers warn about sites
 * without HTTPS.
 */
export function endpointText(endpoint: string): string {
  return `${endpoint}  (S3 website endpoint, HTTP only)`;
}
