/** The media type of a header, without its parameters; of several in an Accept header the first, the only one that API Gateway looks at. */
export function mediaTypeOf(header: string | undefined): string {
  return (header ?? "").split(/[;,]/, 1)[0]?.trim().toLowerCase() ?? "";
}

/** Tells binary media types, which may have wildcards, from text. */
export function isBinaryType(binaryMediaTypes: readonly string[], mediaType: string): boolean {
  const [family] = mediaType.split("/", 1);
  return binaryMediaTypes.some((binary) => {
    const known = binary.toLowerCase();
    return known === "*/*" || known === mediaType || known === `${family}/*`;
  });
}
