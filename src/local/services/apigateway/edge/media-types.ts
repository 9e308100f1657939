/** The default media type of bodies and templates. */
export const JSON_TYPE = "application/json";

/** The first media type in a header, without parameters. API Gateway ignores the others, even in an Accept header. */
export function mediaTypeOf(header: string | undefined): string {
  return (header ?? "").split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? "";
}

/** Whether a media type matches one of the API's binary media types, which can contain wildcards. */
export function isBinaryType(binaryMediaTypes: readonly string[], mediaType: string): boolean {
  const [family] = mediaType.split("/", 1);
  return binaryMediaTypes.some((binary) => {
    const pattern = binary.toLowerCase();
    return pattern === "*/*" || pattern === mediaType || pattern === `${family}/*`;
  });
}
