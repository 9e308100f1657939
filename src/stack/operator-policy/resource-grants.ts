import type { AccountRegion } from "../../aws/names.ts";
import * as names from "../../aws/names.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { actionsOf, CHANGING, CLEANING, COMPARING, type Grant, onlyIf, READING, REMOVING } from "./grant.ts";

/** The table and its items. */
export function tableGrant(stack: StackName, accountRegion: AccountRegion): Grant {
  return {
    sid: "Table",
    resources: [names.tableArn(accountRegion, names.tableName(stack))],
    needs: [
      [[...READING, "audit"], actionsOf("dynamodb", "DescribeContinuousBackups DescribeTable")],
      // `items clear` reads whether the stack is protected.
      [[...READING, "audit", "rollback", "items", "key"], ["dynamodb:ListTagsOfResource"]],
      [[...COMPARING, "audit"], ["dynamodb:GetResourcePolicy"]],
      [
        ["deploy"],
        actionsOf("dynamodb", "CreateTable DeleteResourcePolicy PutResourcePolicy UntagResource UpdateTimeToLive"),
      ],
      // `destroy` adds a tag to the table.
      [[...CHANGING, "destroy"], ["dynamodb:TagResource"]],
      [CLEANING, actionsOf("dynamodb", "UpdateContinuousBackups UpdateTable")],
      [REMOVING, ["dynamodb:DeleteTable"]],
    ],
  };
}

/** The stack's functions. */
export function functionGrant(stack: StackName, accountRegion: AccountRegion): Grant {
  return {
    sid: "Functions",
    resources: [names.functionArn(accountRegion, names.functionName(stack, "*"))],
    needs: [
      [[...READING, "audit", "rollback", "items", "key"], actionsOf("lambda", "GetFunction ListTags")],
      [[...COMPARING, "audit", "rollback"], ["lambda:GetPolicy"]],
      [[...CHANGING, "audit"], ["lambda:ListVersionsByFunction"]],
      [["audit"], ["lambda:ListAliases"]],
      [["deploy"], ["lambda:CreateFunction"]],
      [
        CHANGING,
        actionsOf(
          "lambda",
          "AddPermission DeleteFunctionConcurrency PublishVersion RemovePermission TagResource UpdateFunctionCode UpdateFunctionConfiguration",
        ),
      ],
      // `rollback` publishes versions, and deletes the oldest if there are too many.
      [[...CLEANING, "rollback"], ["lambda:DeleteFunction"]],
    ],
  };
}

/**
 * The S3 website. A deploy without it removes the bucket that an earlier deploy created; `destroy` and `orphans` look
 * for the bucket regardless of the settings.
 */
export function websiteGrants(stack: StackName, accountRegion: AccountRegion, website: WebsiteUse): readonly Grant[] {
  const bucket = names.bucketArn(accountRegion, names.bucketName(stack, accountRegion));
  const { deploying, cleaning } = websiteCommands(website);
  return [
    bucketGrant(bucket, website),
    {
      sid: "WebsiteOfAccount",
      resources: ["*"],
      needs: [[[...onlyIf(website.hasBucket, "deploy", "plan"), "audit"], ["s3:GetAccountPublicAccessBlock"]]],
    },
    {
      sid: "WebsiteFiles",
      resources: [`${bucket}/*`],
      needs: [
        [deploying, actionsOf("s3", "DeleteObject PutObject")],
        [cleaning, actionsOf("s3", "AbortMultipartUpload DeleteObjectVersion")],
      ],
    },
  ];
}

/** Whether a deploy includes the S3 website, and whether an earlier deploy may have included it. */
interface WebsiteUse {
  readonly hasBucket: boolean;
  readonly hadBucket: boolean;
}

function websiteCommands({ hasBucket, hadBucket }: WebsiteUse) {
  const mayExist = hasBucket || hadBucket;
  return {
    finding: [...REMOVING, ...onlyIf(mayExist, ...COMPARING)],
    comparing: onlyIf(hasBucket, ...COMPARING),
    deploying: onlyIf(hasBucket, "deploy"),
    cleaning: [...REMOVING, ...onlyIf(mayExist, "deploy")],
  };
}

function bucketGrant(bucket: string, website: WebsiteUse): Grant {
  const { finding, comparing, deploying, cleaning } = websiteCommands(website);
  return {
    sid: "WebsiteBucket",
    resources: [bucket],
    needs: [
      [[...finding, "audit"], ["s3:GetBucketTagging"]],
      [[...comparing, "audit"], actionsOf("s3", "GetBucketPolicy GetBucketPublicAccessBlock")],
      [comparing, actionsOf("s3", "GetBucketWebsite ListBucket")],
      [
        ["audit"],
        actionsOf(
          "s3",
          "GetBucketLogging GetBucketNotification GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketVersioning GetEncryptionConfiguration GetLifecycleConfiguration GetReplicationConfiguration",
        ),
      ],
      [
        deploying,
        actionsOf(
          "s3",
          "CreateBucket PutBucketPolicy PutBucketPublicAccessBlock PutBucketTagging PutBucketWebsite TagResource",
        ),
      ],
      [cleaning, actionsOf("s3", "DeleteBucket ListBucketMultipartUploads ListBucketVersions")],
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
        [["deploy"], actionsOf("logs", "CreateLogGroup PutRetentionPolicy TagResource")],
        [CLEANING, ["logs:DeleteLogGroup"]],
        [["logs"], ["logs:FilterLogEvents"]],
      ],
    },
    { sid: "WelcomeLogGroup", resources: [welcome, `${welcome}:*`], needs: [[REMOVING, ["logs:DeleteLogGroup"]]] },
  ];
}
