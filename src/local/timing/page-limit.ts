/** The member of a list operation's input that limits the items on a page. */
const LIMIT_MEMBERS: Readonly<Record<string, string | undefined>> = {
  GetRestApis: "limit",
  GetDeployments: "limit",
  ListRoles: "MaxItems",
  ListRolePolicies: "MaxItems",
  ListAttachedRolePolicies: "MaxItems",
  ListFunctions: "MaxItems",
  ListVersionsByFunction: "MaxItems",
  ListTables: "Limit",
  ListBuckets: "MaxBuckets",
  ListObjectsV2: "MaxKeys",
  ListObjectVersions: "MaxKeys",
  ListMultipartUploads: "MaxUploads",
  DescribeLogGroups: "limit",
  ListLogGroups: "limit",
  FilterLogEvents: "limit",
};

/** The input of a list operation as if its caller had requested pages of at most `pageLimit` items. */
export function withPageLimit(operation: string, input: object, pageLimit: number): object {
  const member = LIMIT_MEMBERS[operation];
  if (member === undefined || !Number.isFinite(pageLimit)) return input;
  const requested: unknown = Object.entries(input).find(([name]) => name === member)?.[1];
  return { ...input, [member]: typeof requested === "number" ? Math.min(requested, pageLimit) : pageLimit };
}
