import type { Auth } from "../../api/security.ts";
import type { AccountRegion } from "../../aws/names.ts";
import * as names from "../../aws/names.ts";
import { partitionOf } from "../../aws/partitions.ts";
import type { StackName } from "../../aws/stack-name.ts";
import { actionsOf, CHANGING, CLEANING, COMPARING, type Grant, onlyIf, READING, REMOVING } from "./grant.ts";

/** The REST API, its tags, and API Gateway's account settings. */
export function apiGrants(accountRegion: AccountRegion): readonly Grant[] {
  const api = (path: string) => names.apiGatewayArn(accountRegion.region, path);
  return [
    {
      sid: "Apis",
      resources: [api("/restapis"), api("/restapis/*")],
      needs: [
        [[...READING, "audit", "rollback", "items", "key"], ["apigateway:GET"]],
        [["deploy"], actionsOf("apigateway", "POST PUT UpdateRestApiPolicy")],
        [[...CHANGING, "key"], ["apigateway:PATCH"]],
        [CLEANING, ["apigateway:DELETE"]],
      ],
    },
    { sid: "ApiTags", resources: [api("/tags/*")], needs: [[[...CHANGING, "key"], ["apigateway:PUT"]]] },
    {
      sid: "ApiGatewayAccount",
      resources: [api("/account")],
      needs: [
        [READING, ["apigateway:GET"]],
        [CLEANING, ["apigateway:PATCH"]],
      ],
    },
  ];
}

/** The list of usage plans, which shows whether any plan includes the stage. */
export function usagePlanGrant(accountRegion: AccountRegion): Grant {
  const resources = [names.apiGatewayArn(accountRegion.region, "/usageplans")];
  return { sid: "UsagePlans", resources, needs: [[["audit"], ["apigateway:GET"]]] };
}

/** API keys and usage plans; `destroy` and `orphans` always list them, and `deploy` removes obsolete ones. */
export function keyGrant(
  accountRegion: AccountRegion,
  { requiresKey, hadKey }: { readonly requiresKey: boolean; readonly hadKey: boolean },
): Grant {
  const paths = ["/apikeys", "/apikeys/*", "/usageplans", "/usageplans/*"];
  const mayExist = requiresKey || hadKey;
  return {
    sid: "ApiKeys",
    resources: paths.map((path) => names.apiGatewayArn(accountRegion.region, path)),
    needs: [
      [
        [...REMOVING, "key", ...onlyIf(mayExist, ...COMPARING), ...onlyIf(requiresKey, "rollback", "items")],
        ["apigateway:GET"],
      ],
      [["key", ...onlyIf(requiresKey, "deploy")], ["apigateway:POST"]],
      [["key", ...onlyIf(mayExist, ...CLEANING)], actionsOf("apigateway", "DELETE PATCH")],
    ],
  };
}

/**
 * Signed requests to the stack's API, for items and for health checks. The API's ID is unknown, so any ID is allowed.
 */
export function invokeGrants({ stage }: StackName, accountRegion: AccountRegion, auth: Auth): readonly Grant[] {
  if (auth !== "iam") return [];
  const { region, account } = accountRegion;
  return [
    {
      sid: "CallApi",
      resources: [`arn:${partitionOf(region)}:execute-api:${region}:${account}:*/${stage}/*`],
      needs: [[["deploy", "status", "rollback", "items"], ["execute-api:Invoke"]]],
    },
  ];
}
