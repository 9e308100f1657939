/** Resource kinds that are used in more than one file, as shown to users. */
export const KIND = {
  bucket: "S3 website bucket",
  function: "Lambda function",
  logGroup: "CloudWatch log group",
  restApi: "REST API",
  role: "IAM role",
  stage: "API stage",
  table: "DynamoDB table",
} as const;
