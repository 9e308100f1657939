/** The kinds of resources that more than one file uses, as shown to users. */
export const KIND = {
  bucket: "S3 website bucket",
  function: "Lambda function",
  logGroup: "CloudWatch log group",
  restApi: "REST API",
  role: "IAM role",
  stage: "API stage",
  table: "DynamoDB table",
} as const;
