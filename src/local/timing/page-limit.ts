/** The member of a list operation's input that says how many items a page has at most. */
const LIMITS: Readonly<Record<string, string | undefined>> = {
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

/** The input of a list operation as it would be if its caller had asked for pages of at most so many items. */
export function withPageLimit(operation: string, input: object, pageLimit: number): object {
  const member = LIMITS[operation];
  if (member === undefined || !Number.isFinite(pageLimit)) return input;
  const asked: unknown = Object.entries(input).find(([name]) => name === member)?.[1];
  return { ...input, [member]: typeof asked === "number" ? Math.min(asked, pageLimit) : pageLimit };
}
