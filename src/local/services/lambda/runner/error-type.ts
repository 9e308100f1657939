/** The `errorType` in the payload of a function error. */
export function errorTypeOf(payload: string): string {
  const { errorType } = JSON.parse(payload);
  return typeof errorType === "string" ? errorType : "Unknown";
}
