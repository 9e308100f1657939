import type { AccountRegion } from "../../aws/names.ts";
import * as names from "../../aws/names.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { CHANGING, CLEANING, COMPARING, type Grant, of, READING, REMOVING } from "./grant.ts";

/** The table and its items. */
export function tableGrant(stack: StackName, accountRegion: AccountRegion): Grant {
  return {
    sid: "Table",
    resources: [names.tableArn(accountRegion, names.tableName(stack))],
    needs: [
      [[...READING, "audit"], of("dynamodb", "DescribeContinuousBackups DescribeTable")],
      // items clear reads whether the stack is protected.
      [[...READING, "audit", "rollback", "items", "key"], ["dynamodb:ListTagsOfResource"]],
      [[...COMPARING, "audit"], ["dynamodb:GetResourcePolicy"]],
      [["deploy"], of("dynamodb", "CreateTable DeleteResourcePolicy PutResourcePolicy UntagResource UpdateTimeToLive")],
      // destroy --keep-data marks the table.
      [[...CHANGING, "destroy"], ["dynamodb:TagResource"]],
      [CLEANING, of("dynamodb", "UpdateContinuousBackups UpdateTable")],
      [REMOVING, ["dynamodb:DeleteTable"]],
    ],
  };
}

/** The functions of the stack. */
export function functionGrant(stack: StackName, accountRegion: AccountRegion): Grant {
  return {
    sid: "Functions",
    resources: [names.functionArn(accountRegion, names.functionName(stack, "*"))],
    needs: [
      [[...READING, "audit", "rollback", "items", "key"], of("lambda", "GetFunction ListTags")],
      [[...COMPARING, "audit", "rollback"], ["lambda:GetPolicy"]],
      [["deploy"], ["lambda:CreateFunction"]],
      [
        CHANGING,
        of(
          "lambda",
          "AddPermission DeleteFunctionConcurrency ListVersionsByFunction PublishVersion RemovePermission TagResource UpdateFunctionCode UpdateFunctionConfiguration",
        ),
      ],
      // rollback deletes the oldest of the versions that it keeps.
      [[...CLEANING, "rollback"], ["lambda:DeleteFunction"]],
    ],
  };
}

/** The S3 website. */
export function websiteGrants(stack: StackName, accountRegion: AccountRegion): readonly Grant[] {
  const bucket = names.bucketArn(accountRegion, names.bucketName(stack, accountRegion));
  return [
    bucketGrant(bucket),
    {
      sid: "WebsiteOfAccount",
      resources: ["*"],
      needs: [[[...COMPARING, "audit"], ["s3:GetAccountPublicAccessBlock"]]],
    },
    {
      sid: "WebsiteFiles",
      resources: [`${bucket}/*`],
      needs: [
        [["deploy"], of("s3", "DeleteObject PutObject")],
        [CLEANING, of("s3", "AbortMultipartUpload DeleteObjectVersion")],
      ],
    },
  ];
}

function bucketGrant(bucket: string): Grant {
  return {
    sid: "WebsiteBucket",
    resources: [bucket],
    needs: [
      [[...READING, "audit"], ["s3:GetBucketTagging"]],
      [[...COMPARING, "audit"], of("s3", "GetBucketPolicy GetBucketPublicAccessBlock")],
      [COMPARING, of("s3", "GetBucketWebsite ListBucket")],
      [
        ["audit"],
        of(
          "s3",
          "GetBucketLogging GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketVersioning GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration",
        ),
      ],
      [
        ["deploy"],
        of(
          "s3",
          "CreateBucket PutBucketPolicy PutBucketPublicAccessBlock PutBucketTagging PutBucketWebsite TagResource",
        ),
      ],
      [CLEANING, of("s3", "DeleteBucket ListBucketMultipartUploads ListBucketVersions")],
    ],
  };
}

/** The log groups. */
export function logGrants(stack: StackName, accountRegion: AccountRegion): readonly Grant[] {
  const accessLog = names.logGroupArn(accountRegion, names.accessLogGroupName(stack));
  const welcome = names.logGroupArn(accountRegion, "/aws/apigateway/welcome");
  return [
    {
      sid: "LogGroups",
      resources: [
        names.logGroupArn(accountRegion, names.functionLogGroupName(stack, "*")),
        accessLog,
        `${accessLog}:*`,
      ],
      needs: [
        [READING, ["logs:ListTagsForResource"]],
        [["deploy"], of("logs", "CreateLogGroup PutRetentionPolicy TagResource")],
        [CLEANING, ["logs:DeleteLogGroup"]],
        [["logs"], ["logs:FilterLogEvents"]],
      ],
    },
    { sid: "WelcomeLogGroup", resources: [welcome, `${welcome}:*`], needs: [[REMOVING, ["logs:DeleteLogGroup"]]] },
  ];
}
