/** The supported partitions other than `aws`, with the prefixes of their region names and their DNS suffixes. */
const PARTITIONS = [
  { partition: "aws-cn", regions: /^cn-/, suffix: "amazonaws.com.cn" },
  { partition: "aws-us-gov", regions: /^us-gov-/, suffix: "amazonaws.com" },
  { partition: "aws-eusc", regions: /^eusc-/, suffix: "amazonaws.eu" },
];
const STANDARD = { partition: "aws", suffix: "amazonaws.com" };

/** Unsupported partitions: they cannot be reached from the internet, and their addresses differ. */
const UNSUPPORTED = [
  { partition: "aws-iso", regions: /^us-iso-/ },
  { partition: "aws-iso-b", regions: /^us-isob-/ },
  { partition: "aws-iso-e", regions: /^eu-isoe-/ },
  { partition: "aws-iso-f", regions: /^us-isof-/ },
];

/** The partition of a region, as in ARNs: `aws`, `aws-cn`, `aws-us-gov` or `aws-eusc`. */
export function partitionOf(region: string): string {
  return entryOf(region).partition;
}

/** The suffix of the public host names of a region's services. */
export function dnsSuffixOf(region: string): string {
  return entryOf(region).suffix;
}

/** The partition of a region that todo-api does not support; undefined if the region is supported. */
export function unsupportedPartitionOf(region: string): string | undefined {
  return UNSUPPORTED.find(({ regions }) => regions.test(region))?.partition;
}

function entryOf(region: string): Readonly<typeof STANDARD> {
  return PARTITIONS.find(({ regions }) => regions.test(region)) ?? STANDARD;
}
