import type { GetPublicAccessBlockOutput, PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import { AwsError } from "../../protocol/aws-error.ts";
import type { Call, Operation, RequiredPermission } from "../operation.ts";
import { accessDenied } from "./buckets.ts";
import { checkDigests } from "./integrity.ts";
import { blockOf, configurationOf } from "./public-access.ts";

interface AccountInput {
  readonly AccountId: string;
}

/**
 * S3 Control GetPublicAccessBlock: returns the Block Public Access settings of the account
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html).
 */
export const getAccountPublicAccessBlock = {
  permissions: (input: AccountInput, call: Call) => accountPermissions(call, input, "s3:GetAccountPublicAccessBlock"),

  run(_input: AccountInput, { cloud }: Call): GetPublicAccessBlockOutput {
    const { accountBlock } = cloud.s3.data;
    if (accountBlock) return { PublicAccessBlockConfiguration: configurationOf(accountBlock) };
    throw new AwsError(
      "NoSuchPublicAccessBlockConfiguration",
      404,
      "The public access block configuration was not found",
    );
  },
} satisfies Operation;

/** S3 Control PutPublicAccessBlock. */
export const putAccountPublicAccessBlock = {
  permissions: (input: AccountInput, call: Call) => accountPermissions(call, input, "s3:PutAccountPublicAccessBlock"),

  run(input: AccountInput & { readonly PublicAccessBlockConfiguration: PublicAccessBlockConfiguration }, call: Call) {
    checkDigests(call);
    const { PublicAccessBlockConfiguration: block } = input;
    if (Object.keys(block).length === 0)
      throw new AwsError("InvalidRequest", 400, "Must specify at least one configuration.");
    call.cloud.s3.data.accountBlock = blockOf(block);
    return undefined;
  },
} satisfies Operation;

/** S3 Control DeletePublicAccessBlock. */
export const deleteAccountPublicAccessBlock = {
  permissions: (input: AccountInput, call: Call) => accountPermissions(call, input, "s3:PutAccountPublicAccessBlock"),

  run(_input: AccountInput, { cloud }: Call) {
    cloud.s3.data.accountBlock = undefined;
    return undefined;
  },
} satisfies Operation;

function accountPermissions(call: Call, { AccountId }: AccountInput, action: string): readonly RequiredPermission[] {
  if (AccountId !== call.account) throw accessDenied();
  return [{ action, resource: "*" }];
}
