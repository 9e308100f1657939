import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { executeApiArn, functionArn } from "../aws/names.ts";
import { isAwsError, orAbsent, removed } from "../aws/tolerate.ts";
import { retryWhile } from "../aws/until.ts";
import { KNOWN_LATER, type Resource } from "../engine/resource.ts";
import type { Work } from "../engine/work.ts";
import { canonicalJson } from "./compare.ts";
import type { FunctionState } from "./function/function.ts";
import { wasWanted } from "./intent.ts";
import { isRolledBack, type RestApiState } from "./rest-api/rest-api.ts";

/** The statements of a function's resource policy by their ids; each in canonical JSON. */
export type PermissionsState = Readonly<Record<string, string>>;

export interface PermissionsInput {
  readonly id: string;
  readonly function: Resource<FunctionState>;
  readonly stage: string;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly restApi: Resource<RestApiState>;
  /** Of the API's document, which names the routes. */
  readonly documentVersion: string;
}

/** What one route needs; the API's id is part of all but the route. */
interface Grant {
  readonly route: string;
  readonly sid: string | undefined;
  readonly sourceArn: string | undefined;
  /** Canonical JSON. */
  readonly statement: string;
}

/** The Lambda permissions of one function: API Gateway may invoke it, for one API, stage, method and path each. */
export function permissions({
  id,
  function: invoked,
  stage,
  routes,
  restApi,
  documentVersion,
}: PermissionsInput): Resource<PermissionsState> {
  const functionName = invoked.name;
  return {
    id,
    kind: "Lambda permissions",
    name: functionName,
    needs: [restApi, invoked],

    async read({ cloud, stateOf }) {
      if (stateOf(invoked) === undefined) return undefined;
      const command = new GetPolicyCommand({ FunctionName: functionName });
      const found = await orAbsent(cloud.lambda.send(command), "ResourceNotFoundException");
      return found && statementsOf(found.Policy ?? "");
    },

    create: async () => ({}),

    /** A field is a route, "GET /items"; of a statement that belongs to none, it is the statement's id. */
    diff(state, work) {
      const grants = grantsOf(work);
      const routeOf = new Map(grants.map(({ sid, route }) => [sid, route]));
      const missing = grants
        .map(({ sid, route, statement }) => ({ field: route, from: sid && state[sid], to: statement }))
        .filter(({ from, to }) => from !== to);
      const stray = Object.keys(state).filter((sid) => !routeOf.has(sid));
      return [...missing, ...stray.map((sid) => ({ field: sid, from: state[sid], to: undefined }))];
    },

    /** Which routes there are is in the API's document: as long as that is wanted as before, nobody here asked for other permissions. */
    wantedBefore: (_state, _field, work) => wasDocumentWanted(work),

    /** Adds before it removes: a gap would be an API that answers 500 (aws-behaviour 1.9). */
    async update(work, _state, changes) {
      const grants = grantsOf(work);
      for (const { field, from, to } of changes) {
        const grant = grants.find(({ route }) => route === field);
        if (to === undefined || grant?.sid === undefined) continue;
        if (from !== undefined) await removePermission(work, grant.sid);
        await addPermission(work, grant.sid, grant.sourceArn);
      }
      for (const { field, to } of changes) if (to === undefined) await removePermission(work, field);
    },
  };

  function grantsOf(work: Work): readonly Grant[] {
    const api = work.stateOf(restApi);
    return routes.map(({ method, path }) => {
      const route = `${method.toUpperCase()} ${path}`;
      if (!api) return { route, sid: undefined, sourceArn: undefined, statement: KNOWN_LATER };
      const sid = `${api.id}-${method}${path.replace(/[^A-Za-z0-9]+/g, "-")}`.replace(/-$/, "");
      const asked = `${api.id}/${stage}/${method.toUpperCase()}${path.replace(/\{[^}]+\}/g, "*")}`;
      const sourceArn = executeApiArn(work.cloud, asked);
      return { route, sid, sourceArn, statement: statement(work, sid, sourceArn) };
    });
  }

  function wasDocumentWanted(work: Work): boolean {
    const api = work.stateOf(restApi);
    return api !== undefined && !isRolledBack(api.tags) && wasWanted(api.tags, "version", documentVersion);
  }

  function statement({ cloud }: Work, sid: string, sourceArn: string): string {
    return canonicalJson({
      Sid: sid,
      Effect: "Allow",
      Principal: { Service: "apigateway.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: functionArn(cloud, functionName),
      Condition: { ArnLike: { "AWS:SourceArn": sourceArn } },
    });
  }

  async function addPermission(work: Work, sid: string, sourceArn: string | undefined): Promise<void> {
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
