/** The input member that limits the page size of each list operation. */
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

/** Limits the page size in the input of a list operation to `pageLimit`. */
export function withPageLimit(operation: string, input: object, pageLimit: number): object {
  const member = LIMIT_MEMBERS[operation];
  if (member === undefined || !Number.isFinite(pageLimit)) return input;
  const requested: unknown = Object.entries(input).find(([name]) => name === member)?.[1];
  return { ...input, [member]: typeof requested === "number" ? Math.min(requested, pageLimit) : pageLimit };
}
