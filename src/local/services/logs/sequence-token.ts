/** A sequence token: 56 digits that PutLogEvents answers and nobody has to send any more (AmazonCloudWatchLogs/API_PutLogEvents). */
export function sequenceToken(time: number): string {
  return `49${String(time).padStart(54, "0")}`;
}
