import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { executeApiArn } from "../aws/names.ts";
import { isAwsError, orAbsent, removed } from "../aws/tolerate.ts";
import { retryWhile } from "../aws/until.ts";
import type { Resource } from "../engine/resource.ts";
import type { Work } from "../engine/work.ts";
import { canonicalJson } from "./compare.ts";
import type { FunctionState } from "./function.ts";
import type { RestApiState } from "./rest-api/rest-api.ts";

/** The statements of a function's resource policy by their ids; each in canonical JSON. */
export type PermissionsState = Readonly<Record<string, string>>;

export interface PermissionsInput {
  readonly id: string;
  readonly function: Resource<FunctionState>;
  readonly stage: string;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly restApi: Resource<RestApiState>;
}

/** The Lambda permissions of one function: API Gateway may invoke it, for one API, stage, method and path each. */
export function permissions({
  id,
  function: invoked,
  stage,
  routes,
  restApi,
}: PermissionsInput): Resource<PermissionsState> {
  const functionName = invoked.name;
  return {
    id,
    kind: "Lambda permissions",
    name: functionName,
    needs: [restApi, invoked],

    async read({ cloud, stateOf }) {
      if (stateOf(invoked)?.isNew) return undefined;
      const found = await orAbsent(
        cloud.lambda.send(new GetPolicyCommand({ FunctionName: functionName })),
        "ResourceNotFoundException",
      );
      return found && statementsOf(found.Policy ?? "");
    },

    create: async () => ({}),

    diff(state, work) {
      const wanted = wantedStatements(work);
      const ids = new Set([...Object.keys(state), ...Object.keys(wanted)]);
      return [...ids]
        .filter((sid) => state[sid] !== wanted[sid])
        .map((sid) => ({ field: sid, from: state[sid], to: wanted[sid] }));
    },

    /** Adds before it removes: a gap would be an API that answers 500 (aws-behaviour 1.9). */
    async update(work, _state, changes) {
      for (const { field, from, to } of changes) {
        if (to === undefined) continue;
        if (from !== undefined) await removePermission(work, field);
        await addPermission(work, field);
      }
      for (const { field, to } of changes) if (to === undefined) await removePermission(work, field);
    },
  };

  function wantedStatements(work: Work): PermissionsState {
    const entries = grants(work).map(({ sid, sourceArn }) => [sid, statement(work, sid, sourceArn)]);
    return Object.fromEntries(entries);
  }

  function grants(work: Work): readonly { readonly sid: string; readonly sourceArn: string }[] {
    const api = work.stateOf(restApi);
    if (!api) return [];
    return routes.map(({ method, path }) => ({
      sid: `${api.id}-${method}${path.replace(/[^A-Za-z0-9]+/g, "-")}`.replace(/-$/, ""),
      sourceArn: executeApiArn(
        work.cloud,
        `${api.id}/${stage}/${method.toUpperCase()}${path.replace(/\{[^}]+\}/g, "*")}`,
      ),
    }));
  }

  function statement({ cloud }: Work, sid: string, sourceArn: string): string {
    return canonicalJson({
      Sid: sid,
      Effect: "Allow",
      Principal: { Service: "apigateway.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: `arn:${sourceArn.split(":")[1]}:lambda:${cloud.region}:${cloud.account}:function:${functionName}`,
      Condition: { ArnLike: { "AWS:SourceArn": sourceArn } },
    });
  }

  async function addPermission(work: Work, sid: string): Promise<void> {
    const sourceArn = grants(work).find((grant) => grant.sid === sid)?.sourceArn;
    const command = new AddPermissionCommand({
      FunctionName: functionName,
      StatementId: sid,
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: sourceArn,
    });
    await whilePolicyChanges(work, async () => {
      try {
        await work.cloud.lambda.send(command);
      } catch (error) {
        if (!(isAwsError(error, "ResourceConflictException") && /already exists/.test(error.message))) throw error;
      }
    });
  }

  async function removePermission(work: Work, sid: string): Promise<void> {
    const command = new RemovePermissionCommand({ FunctionName: functionName, StatementId: sid });
    await whilePolicyChanges(work, () => removed(work.cloud.lambda.send(command), "ResourceNotFoundException"));
  }
}

function statementsOf(policy: string): PermissionsState {
  const { Statement: statements }: { Statement: readonly { readonly Sid: string }[] } = JSON.parse(policy);
  return Object.fromEntries(statements.map((statement) => [statement.Sid, canonicalJson(statement)]));
}

/** Two changes of one function's policy at the same time conflict (aws-behaviour 2.3), and a new function can be unknown for a moment. */
function whilePolicyChanges<Done>(work: Work, action: () => Promise<Done>): Promise<Done> {
  const mends = (error: unknown) =>
    isAwsError(error, "ResourceNotFoundException") ||
    (isAwsError(error, "ResourceConflictException") && !/already exists/.test(error.message));
  return retryWhile(work, { for: "Lambda to know the function and its policy", seconds: 30 }, mends, action);
}
