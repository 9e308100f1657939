/**
 * The media type in a header, without its parameters. In an Accept header with several, API Gateway reads only the
 * first.
 */
export function mediaTypeOf(header: string | undefined): string {
  return (header ?? "").split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? "";
}

/** Whether a media type matches one of the API's binary media types, which can contain wildcards. */
export function isBinaryType(binaryMediaTypes: readonly string[], mediaType: string): boolean {
  const [family] = mediaType.split("/", 1);
  return binaryMediaTypes.some((binary) => {
    const known = binary.toLowerCase();
    return known === "*/*" || known === mediaType || known === `${family}/*`;
  });
}
