/** The endpoint of an S3 website as a person reads it, below the address of its page: Chrome warns before public sites without https. */
export function endpointText(endpoint: string): string {
  return `${endpoint}  the same page over http, before which browsers warn`;
}
