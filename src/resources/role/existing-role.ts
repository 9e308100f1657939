import type { Role } from "@aws-sdk/client-iam";
import type { Cloud } from "../../aws/cloud.ts";
import { isDenial, parseDenial } from "../../aws/denial.ts";
import { explainDenial } from "../../aws/explain-denial.ts";
import { addNote } from "../../engine/notes.ts";
import type { Resource } from "../../engine/resource.ts";
import { EXIT, TodoApiError } from "../../errors.ts";
import { KIND } from "../kinds.ts";
import { findRole } from "./find-role.ts";
import { allowedByNone, type PolicyStatement, trusts } from "./policy-text.ts";
import { listAttachedPolicyArns, readInlinePolicies } from "./role-policies.ts";

/** The state of a role that todo-api does not create, change or delete. */
interface ExistingRoleState {
  /** A constant, because a deploy does not check whether this role was recreated. */
  readonly roleId: string;
  /**
   * The permissions that the function needs but that no policy of the role grants: empty if the role has managed
   * policies, which are not read; undefined if these credentials cannot read the role.
   */
  readonly missing: readonly string[] | undefined;
}

interface ExistingRoleInput {
  readonly cloud: Cloud;
  readonly id: string;
  readonly arn: string;
  readonly functionName: string;
  readonly statements: readonly PolicyStatement[];
  readonly needs?: readonly Resource[];
}

const LAMBDA = "lambda.amazonaws.com";

/**
 * A role that an administrator created for a function. It must exist and trust Lambda. Credentials that cannot read the
 * role can still deploy with it: Lambda then checks the role, and a note states the missing permission.
 */
export function existingRole({ cloud, id, arn, ...input }: ExistingRoleInput): Resource<ExistingRoleState> {
  const name = arn.slice(arn.lastIndexOf("/") + 1);

  async function read(): Promise<ExistingRoleState> {
    return { roleId: "existing", missing: await checkRole().catch(noteDenial) };
  }

  async function checkRole(): Promise<readonly string[]> {
    requireUsable(arn, input.functionName, await findRole(cloud, name));
    // Reading a managed policy would take two more permissions and calls.
    if ((await listAttachedPolicyArns(cloud.iam, name)).length > 0) return [];
    const policies = await readInlinePolicies(cloud.iam, name);
    return allowedByNone(input.statements, [...policies.values()]);
  }

  function noteDenial(error: unknown): undefined {
    if (!isDenial(error)) throw error;
    const { text } = explainDenial(parseDenial(error), error.message);
    addNote(`The existing role ${name} of the function ${input.functionName} could not be checked. ${text}`);
  }

  return {
    id,
    kind: KIND.role,
    name,
    needs: input.needs ?? [],
    read,

    /** Every deploy repeats the notes until the role can be read and no permission is missing. */
    needsRetry: ({ missing }) => missing === undefined || missing.length > 0,
    async create() {
      const state = await read();
      const { missing = [] } = state;
      if (missing.length > 0)
        addNote(
          `The existing role ${name} of the function ${input.functionName} lacks ${missing.join(", ")}: ${consequenceOf(missing)}.`,
        );
      return state;
    },

    diff: () => [],
    matchesLastDeploy: () => true,
    update: async () => {},
  };
}

/** A function without permission to write logs still runs, but without logs. */
function consequenceOf(missing: readonly string[]): string {
  return missing.every((action) => action.startsWith("logs:"))
    ? "the function will not write logs"
    : "requests that require a missing permission will fail with 500";
}

function requireUsable(arn: string, functionName: string, role: Role | undefined): void {
  const about = `the role ${arn}, set for the function ${functionName} (--role),`;
  if (role === undefined) throw unusable(`${about} does not exist; create it, or give another one`);
  if (role.Arn !== arn) throw unusable(`${about} has a different path; use its actual ARN, ${role.Arn}`);
  if (trusts(decodeURIComponent(role.AssumeRolePolicyDocument ?? ""), LAMBDA)) return;
  const statement = { Effect: "Allow", Principal: { Service: LAMBDA }, Action: "sts:AssumeRole" };
  throw unusable(
    `${about} cannot be assumed by Lambda; give another one, or add this statement to this role's trust policy: ${JSON.stringify(statement)}`,
  );
}

function unusable(message: string): TodoApiError {
  return new TodoApiError("role-unusable", EXIT.failure, message);
}
