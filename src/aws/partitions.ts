/** The partitions of AWS that this tool knows: how their regions begin, and where their public addresses end. */
const PARTITIONS = [
  { partition: "aws-cn", regions: /^cn-/, suffix: "amazonaws.com.cn" },
  { partition: "aws-us-gov", regions: /^us-gov-/, suffix: "amazonaws.com" },
  { partition: "aws-eusc", regions: /^eusc-/, suffix: "amazonaws.eu" },
];
const STANDARD = { partition: "aws", suffix: "amazonaws.com" };

/** Those that it does not know: without access from the internet, and with addresses of their own. */
const UNSUPPORTED = [
  { partition: "aws-iso", regions: /^us-iso-/ },
  { partition: "aws-iso-b", regions: /^us-isob-/ },
  { partition: "aws-iso-e", regions: /^eu-isoe-/ },
  { partition: "aws-iso-f", regions: /^us-isof-/ },
];

/** The partition of a region, as ARNs name it: `aws`, or those of China, of the US government and of the European sovereign cloud. */
export function partitionOf(region: string): string {
  return find(region).partition;
}

/** What the public host names of a region's services end with. */
export function dnsSuffixOf(region: string): string {
  return find(region).suffix;
}

/** The partition of a region that this tool cannot deploy to. */
export function unsupportedPartitionOf(region: string): string | undefined {
  return UNSUPPORTED.find(({ regions }) => regions.test(region))?.partition;
}

function find(region: string): Readonly<typeof STANDARD> {
  return PARTITIONS.find(({ regions }) => regions.test(region)) ?? STANDARD;
}
