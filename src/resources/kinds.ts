/** The kinds of resources that more than one file names, as users know them. */
export const KIND = {
  bucket: "S3 website bucket",
  function: "Lambda function",
  logGroup: "CloudWatch log group",
  restApi: "REST API",
  role: "IAM role",
  stage: "API stage",
  table: "DynamoDB table",
} as const;
