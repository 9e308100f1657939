import {
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { deleteRole } from "../../../src/resources/role/delete-role.ts";
import { type Drift, FINGERPRINTS_TAG, OLD_VERSION, ROLE, tagsOf } from "./drift.ts";

const EVERYTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "dynamodb:*", Resource: "*" }],
});
const EC2_TRUST_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

export const ROLE_DRIFTS: readonly Drift[] = [
  {
    what: "a role's description",
    apply: ({ cloud }) => cloud.iam.send(new UpdateRoleCommand({ RoleName: ROLE, Description: "?" })),
    finds: { "role:read": ["description"] },
    repairs: ["UpdateRole"],
  },
  {
    what: "a role's trust policy",
    apply: ({ cloud }) =>
      cloud.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: ROLE, PolicyDocument: EC2_TRUST_POLICY })),
    finds: { "role:read": ["trustPolicy"] },
    repairs: ["UpdateAssumeRolePolicy"],
  },
  {
    what: "a role's policy",
    apply: ({ cloud }) =>
      cloud.iam.send(
        new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: "least-privilege", PolicyDocument: EVERYTHING }),
      ),
    finds: { "role:read": ["policy"] },
    repairs: ["PutRolePolicy"],
  },
  {
    what: "a role's policy removed",
    apply: ({ cloud }) =>
      cloud.iam.send(new DeleteRolePolicyCommand({ RoleName: ROLE, PolicyName: "least-privilege" })),
    finds: { "role:read": ["policy"] },
    repairs: ["PutRolePolicy"],
  },
  {
    what: "a tag of a role",
    apply: ({ cloud }) => cloud.iam.send(new TagRoleCommand({ RoleName: ROLE, Tags: tagsOf(OLD_VERSION) })),
    finds: { "role:read": ["tags.todo-api:version"] },
    repairs: ["TagRole"],
  },
  {
    what: "a role's fingerprints removed",
    apply: ({ cloud }) => cloud.iam.send(new UntagRoleCommand({ RoleName: ROLE, TagKeys: [FINGERPRINTS_TAG] })),
    finds: { "role:read": ["tags.todo-api:fingerprints"] },
    repairs: ["TagRole"],
  },
  {
    what: "a role removed",
    apply: ({ cloud }) => deleteRole(cloud.iam, ROLE),
    finds: { "role:read": "create", "function:read": ["tags.todo-api:role-id"] },
    repairs: ["CreateRole", "PutRolePolicy", "DeleteFunction", "CreateFunction", "AddPermission"],
  },
];
