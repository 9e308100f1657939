import type { Call, RequiredPermission } from "../operation.ts";

/**
 * The permission that a call to this path in the API Gateway API requires. The IAM actions are HTTP verbs, except
 * UpdateRestApiPolicy, and the ARNs have no account ID
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/security_iam_service-with-iam.html).
 */
export function requiredPermission(
  call: Call,
  verb: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "UpdateRestApiPolicy",
  path: string,
  context: RequiredPermission["context"] = {},
): RequiredPermission {
  const tags = tagsAt(call, path);
  return {
    action: `apigateway:${verb}`,
    resource: arnOf(call.region, path),
    context: { ...prefixed("aws:ResourceTag/", tags), ...context },
  };
}

/** The tags of the API, API key or usage plan in a path. For the path of a stage, these are the tags of its API. */
function tagsAt({ cloud, region }: Call, path: string): Tags {
  const [, kind, id = ""] = path.split("/");
  const records = cloud.apigateway.data.regions[region];
  if (kind === "restapis") return records?.restApis[id]?.tags ?? {};
  if (kind === "apikeys") return records?.apiKeys?.[id]?.tags ?? {};
  return kind === "usageplans" ? (records?.usagePlans?.[id]?.tags ?? {}) : {};
}

/** The permission to read or change a resource's tags. The path contains the resource's ARN, URL-encoded. */
export function tagPermission(
  call: Call,
  verb: "GET" | "PUT" | "DELETE",
  resourceArn: string,
  tags: Tags = {},
): RequiredPermission {
  return requiredPermission(call, verb, `/tags/${encodeURIComponent(resourceArn)}`, prefixed("aws:RequestTag/", tags));
}

/**
 * The permissions to create a resource below `path`, including PUT on its tags if it has tags. `resourcePath` is the
 * path of the new resource; AWS requires `*` in place of an ID that it has not assigned yet.
 */
export function creationPermissions(
  call: Call,
  path: string,
  tags: Tags,
  resourcePath = `${path}/*`,
): readonly RequiredPermission[] {
  const create = requiredPermission(call, "POST", path, prefixed("aws:RequestTag/", tags));
  if (Object.keys(tags).length === 0) return [create];
  return [create, tagPermission(call, "PUT", arnOf(call.region, resourcePath), tags)];
}

/**
 * The additional permission to set or remove the resource policy of an API
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html).
 */
export function policyPermission(call: Call, path: string): RequiredPermission {
  return requiredPermission(call, "UpdateRestApiPolicy", path);
}

/** The ARN of an API Gateway path. */
export function arnOf(region: string, path: string): string {
  return `arn:aws:apigateway:${region}::${path}`;
}

type Tags = Readonly<Record<string, string>>;

function prefixed(prefix: string, tags: Tags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}${key}`, value]));
}
