import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import type { Cloud } from "../aws/cloud.ts";
import { executeApiArn, functionArn } from "../aws/names.ts";
import { deletedUnlessMissing, isAwsError, undefinedOn } from "../aws/undefined-on.ts";
import { KNOWN_AFTER_APPLY, type KnownStates, type Resource } from "../engine/resource.ts";
import { retryWhile } from "../engine/wait.ts";
import { canonicalJson, parseTrustedJson } from "../text/json.ts";
import { matchesFingerprint } from "./fingerprints.ts";
import type { FunctionState } from "./function/function.ts";
import { isRolledBack } from "./release.ts";
import type { RestApiState } from "./rest-api/rest-api.ts";

/** The statements of a function's resource policy, by their IDs, in canonical JSON. */
export type PermissionsState = Readonly<Record<string, string>>;

interface PermissionsInput {
  readonly cloud: Cloud;
  readonly id: string;
  readonly function: Resource<FunctionState>;
  readonly stage: string;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  readonly restApi: Resource<RestApiState>;
  /** The version of the API's document, which defines the routes. */
  readonly documentVersion: string;
}

/** The permission for the function's routes. Everything except `route` is unknown until the API has an ID. */
interface Grant {
  readonly route: string;
  readonly sid: string | undefined;
  readonly sourceArn: string | undefined;
  /** Canonical JSON. */
  readonly statement: string;
}

/** The Lambda permission of one function: API Gateway may invoke it for its routes, in one API and stage. */
export function permissions({
  cloud,
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

    async read({ stateOf }) {
      if (stateOf(invoked) === undefined) return undefined;
      const command = new GetPolicyCommand({ FunctionName: functionName });
      const found = await undefinedOn(cloud.lambda.send(command), "ResourceNotFoundException");
      return found && statementsOf(found.Policy ?? "");
    },

    create: async () => ({}),

    /** In each change, `field` is the route pattern ("GET /items") or the ID of a statement to remove. */
    diff(state, states) {
      const { sid, route, statement } = grantFor(states);
      const from = sid && state[sid];
      const missing = from === statement ? [] : [{ field: route, from, to: statement }];
      // While the API does not exist, statements for a deleted API are not reported. A deploy compares them after it
      // creates the API.
      const stray = sid === undefined ? [] : Object.keys(state).filter((known) => known !== sid);
      return [...missing, ...stray.map((known) => ({ field: known, from: state[known], to: undefined }))];
    },

    /** The API's document defines the routes: unless it changed or a rollback replaced it, a difference is drift. */
    matchesLastDeploy: (_state, _field, states) => matchesDeployedDocument(states),

    /** Adds statements before it removes those with other IDs: without a permission, the API responds with 500. */
    async update(states, _state, changes) {
      const { sid, sourceArn } = grantFor(states);
      for (const { from, to } of changes) {
        if (to === undefined || sid === undefined) continue;
        if (from !== undefined) await removePermission(sid);
        await addPermission(sid, sourceArn);
      }
      for (const { field, to } of changes) if (to === undefined) await removePermission(field);
    },
  };

  function grantFor({ stateOf }: KnownStates): Grant {
    const api = stateOf(restApi);
    const { method, path } = patternOf(routes);
    const route = `${method} ${path}`;
    if (!api) return { route, sid: undefined, sourceArn: undefined, statement: KNOWN_AFTER_APPLY };
    // The statement ID depends on the pattern and the source, so that a new statement can exist before the old one is
    // removed.
    const sid = `${api.id}-${stage}-${cloud.account}-${slugOf(method)}${slugOf(path)}`;
    const sourceArn = executeApiArn(cloud, `${api.id}/${stage}/${method}${path}`);
    return { route, sid, sourceArn, statement: statement(sid, sourceArn) };
  }

  function matchesDeployedDocument({ stateOf }: KnownStates): boolean {
    const api = stateOf(restApi);
    return api !== undefined && !isRolledBack(api.tags) && matchesFingerprint(api.tags, "version", documentVersion);
  }

  function statement(sid: string, sourceArn: string): string {
    return canonicalJson({
      Sid: sid,
      Effect: "Allow",
      Principal: { Service: "apigateway.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: functionArn(cloud, functionName),
      Condition: {
        StringEquals: { "AWS:SourceAccount": cloud.account },
        ArnLike: { "AWS:SourceArn": sourceArn },
      },
    });
  }

  async function addPermission(sid: string, sourceArn: string | undefined): Promise<void> {
    const command = new AddPermissionCommand({
      FunctionName: functionName,
      StatementId: sid,
      Action: "lambda:InvokeFunction",
      Principal: "apigateway.amazonaws.com",
      SourceArn: sourceArn,
      SourceAccount: cloud.account,
    });
    await whilePolicyChanges(cloud, () => cloud.lambda.send(command)).catch((error: unknown) => {
      if (!isDuplicateStatement(error)) throw error;
    });
  }

  async function removePermission(sid: string): Promise<void> {
    const command = new RemovePermissionCommand({ FunctionName: functionName, StatementId: sid });
    await whilePolicyChanges(cloud, () =>
      deletedUnlessMissing(cloud.lambda.send(command), "ResourceNotFoundException"),
    );
  }
}

/** A pattern that matches all of a function's routes, so that one statement and one call suffice. */
function patternOf(routes: PermissionsInput["routes"]): { readonly method: string; readonly path: string } {
  const methods = [...new Set(routes.map(({ method }) => method.toUpperCase()))];
  const paths = [...new Set(routes.map(({ path }) => path.replace(/\{[^}]+\}/g, "*")))].sort();
  const [method = "*"] = methods;
  const [path = "*"] = paths;
  const isBelow = paths.every((other) => other.startsWith(path));
  return {
    method: methods.length === 1 ? method : "*",
    path: paths.length === 1 ? path : isBelow ? `${path}*` : "/*",
  };
}

/** Converts a method or path to the characters that an ID can contain; `*` becomes "any". */
function slugOf(pattern: string): string {
  return pattern
    .toLowerCase()
    .replaceAll("*", "any")
    .replace(/[^a-z0-9]+/g, "-");
}

function statementsOf(policy: string): PermissionsState {
  const { Statement: statements } = parseTrustedJson<{ Statement: readonly { readonly Sid: string }[] }>(policy);
  return Object.fromEntries(statements.map((statement) => [statement.Sid, canonicalJson(statement)]));
}

/** Whether the statement already exists. For a concurrent change, only the error's message differs. */
function isDuplicateStatement(error: unknown): boolean {
  return isAwsError(error, "ResourceConflictException") && /already exists/.test(error.message);
}

/** Retries while concurrent changes to a function's policy conflict, or while a new function is not found yet. */
function whilePolicyChanges<Done>(cloud: Cloud, action: () => Promise<Done>): Promise<Done> {
  const isRetryable = (error: unknown) =>
    isAwsError(error, "ResourceNotFoundException", "ResourceConflictException") && !isDuplicateStatement(error);
  return retryWhile(
    cloud,
    { for: "Lambda to accept a change to the function's policy", seconds: 30 },
    isRetryable,
    action,
  );
}
