import { DetachRolePolicyCommand } from "@aws-sdk/client-iam";
import { sharedLogRoleName } from "../../../src/aws/names.ts";
import { listAttachedPolicyArns } from "../../../src/resources/role/role-policies.ts";
import { TEST_REGION } from "../local-cloud.ts";
import { API_DRIFTS } from "./api-drifts.ts";
import type { Drift } from "./drift.ts";
import { FUNCTION_DRIFTS } from "./function-drifts.ts";
import { LOG_GROUP_DRIFTS } from "./log-group-drifts.ts";
import { ROLE_DRIFTS } from "./role-drifts.ts";
import { BUCKET_DRIFTS, FILE_DRIFTS } from "./site-drifts.ts";
import { STAGE_DRIFTS } from "./stage-drifts.ts";
import { TABLE_DRIFTS } from "./table-drifts.ts";

const RoleName = sharedLogRoleName(TEST_REGION);

/** API Gateway's role for logs belongs to the account. */
const ACCOUNT_DRIFTS: readonly Drift[] = [
  {
    what: "the account's role for logs",
    async apply({ test }) {
      for (const region of Object.values(test.cloud.apigateway.data.regions)) region.cloudwatchRoleArn = "";
    },
    finds: { "api-gateway-account": "create" },
    repairs: ["AttachRolePolicy", "CreateRole", "UpdateAccount"],
  },
  {
    what: "the policy of the account's role for logs",
    async apply({ cloud }) {
      const [PolicyArn] = await listAttachedPolicyArns(cloud.iam, RoleName);
      await cloud.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    },
    finds: { "api-gateway-account": ["attachedPolicy"] },
    repairs: ["AttachRolePolicy", "CreateRole"],
  },
];

/** Drifts of every field that the stack sets, by kind of resource. */
export const DRIFTS_BY_KIND: Readonly<Record<string, readonly Drift[]>> = {
  table: TABLE_DRIFTS,
  "log group": LOG_GROUP_DRIFTS,
  role: ROLE_DRIFTS,
  function: FUNCTION_DRIFTS,
  API: API_DRIFTS,
  stage: STAGE_DRIFTS,
  bucket: BUCKET_DRIFTS,
  page: FILE_DRIFTS,
  account: ACCOUNT_DRIFTS,
};
