/**
 * A sequence token: 56 digits that PutLogEvents returns and no longer requires
 * (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html).
 */
export function sequenceToken(time: number): string {
  return `49${String(time).padStart(54, "0")}`;
}
