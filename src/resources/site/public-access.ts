import { GetPublicAccessBlockCommand, type PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import { HttpRequest } from "@smithy/core/protocols";
import type { Cloud } from "../../aws/cloud.ts";
import { setRequiredPermissions } from "../../aws/s3-permissions.ts";
import { undefinedOn } from "../../aws/undefined-on.ts";
import { EXIT, TodoApiError } from "../../errors.ts";

/**
 * The account's Block Public Access settings, including those of its organization; undefined if there are none.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html
 */
export async function readAccountBlock(cloud: Cloud): Promise<PublicAccessBlockConfiguration | undefined> {
  const reading = cloud.s3.send(accountCommand(cloud.account)).catch((error: unknown) => {
    if (error instanceof Error) setRequiredPermissions(error, REQUIRED);
    throw error;
  });
  return (await undefinedOn(reading, "NoSuchPublicAccessBlockConfiguration"))?.PublicAccessBlockConfiguration;
}

const REQUIRED = { actions: ["s3:GetAccountPublicAccessBlock"], resources: ["*"] };

/**
 * S3 Control has the same operation for an account that S3 has for a bucket, at a different address. The S3 Control
 * client is not used: it would add 300 kB for one call, and it prefixes the endpoint's host with the account, which
 * fails for an IP address.
 */
function accountCommand(account: string): GetPublicAccessBlockCommand {
  const command = new GetPublicAccessBlockCommand({ Bucket: account });
  command.middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (HttpRequest.isInstance(request)) {
        // On AWS, the host name begins with the account: 123456789012.s3.eu-west-1.amazonaws.com.
        request.hostname = request.hostname.replace(`${account}.s3`, `${account}.s3-control`);
        request.path = "/v20180820/configuration/publicAccessBlock";
        request.query = {};
        request.headers["x-amz-account-id"] = account;
        delete request.headers["x-amz-expected-bucket-owner"];
      }
      return next(args);
    },
    { step: "build", name: "readAccountBlock" },
  );
  return command;
}

/**
 * Throws if the account's Block Public Access settings keep the website from being public, regardless of the bucket's
 * settings. If these credentials cannot read the account's settings, a deploy of a blocked website fails later, for
 * example when S3 rejects the bucket policy.
 */
export async function refuseBlockedWebsite(cloud: Cloud, isPolicyInPlace: boolean): Promise<void> {
  const block = await undefinedOn(readAccountBlock(cloud), "AccessDenied");
  const { BlockPublicPolicy = false, RestrictPublicBuckets = false } = block ?? {};
  if (!RestrictPublicBuckets && (!BlockPublicPolicy || isPolicyInPlace)) return;
  const setting = RestrictPublicBuckets ? "RestrictPublicBuckets" : "BlockPublicPolicy";
  throw websiteBlocked(cloud, `Block Public Access is on for the whole account (${setting}); nothing was changed`);
}

/** The error for a website that cannot be public. */
export function websiteBlocked({ account }: Cloud, why: string, cause?: unknown): TodoApiError {
  return new TodoApiError("website-blocked", EXIT.failure, `the website cannot be public: ${why}`, {
    cause,
    next: [
      { command: "todo-api deploy --website api", comment: "serve the page from the API, without a bucket" },
      { command: "todo-api deploy --website none", comment: "deploy without the website" },
      {
        command: `aws s3control get-public-access-block --account-id ${account}`,
        comment: "show the account's Block Public Access settings",
      },
    ],
  });
}
