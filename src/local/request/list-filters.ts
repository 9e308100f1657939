/** The input members that filter the result of a list operation. */
const FILTER_MEMBERS: Readonly<Record<string, readonly string[] | undefined>> = {
  ListRoles: ["PathPrefix"],
  ListBuckets: ["Prefix", "BucketRegion"],
  ListObjectsV2: ["Prefix", "Delimiter"],
  ListObjectVersions: ["Prefix"],
  ListMultipartUploads: ["Prefix"],
  DescribeLogGroups: ["logGroupNamePrefix", "logGroupNamePattern"],
  ListLogGroups: ["logGroupNamePattern", "logGroupTags"],
  DescribeLogStreams: ["logStreamNamePrefix"],
};

export function withoutListFilters(operation: string, input: object): object {
  const filters = FILTER_MEMBERS[operation] ?? [];
  return Object.fromEntries(Object.entries(input).filter(([member]) => !filters.includes(member)));
}
