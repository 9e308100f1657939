/** Formats the endpoint of an S3 website, with a note that it has no HTTPS. */
export function endpointText(endpoint: string): string {
  return `${endpoint}  (S3 website endpoint, HTTP only)`;
}
