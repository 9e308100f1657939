import { BlockList, isIP } from "node:net";

/**
 * Whether an address is in a range. A range can also be a single address
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html).
 */
export function isInRange(address: string, text: string): boolean {
  const range = parseIpRange(text);
  const version = isIP(address);
  if (!range || version !== range.version) return false;
  const list = new BlockList();
  list.addSubnet(range.network, range.prefix, family(version));
  return list.check(address, family(version));
}

interface Range {
  readonly network: string;
  readonly version: number;
  readonly prefix: number;
}

/** Parses an IP address or a range in CIDR notation; returns undefined for any other string. */
export function parseIpRange(text: string): Range | undefined {
  const [network = "", prefixText, ...others] = text.split("/");
  const version = isIP(network);
  const bits = version === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? bits : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : bits + 1;
  return version === 0 || prefix > bits || others.length > 0 ? undefined : { network, version, prefix };
}

function family(version: number): "ipv4" | "ipv6" {
  return version === 4 ? "ipv4" : "ipv6";
}
