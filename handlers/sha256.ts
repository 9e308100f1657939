import { createHash, createHmac } from "node:crypto";
import type { Checksum, ChecksumConstructor, SourceData } from "@smithy/types";

/** SHA-256 from node:crypto, or HMAC-SHA-256 if there is a secret, as the class that SignatureV4 requires. */
export const Sha256: ChecksumConstructor = class implements Checksum {
  private readonly hash: { update(chunk: Uint8Array): unknown; digest(): Uint8Array };

  constructor(secret?: SourceData) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", toBytes(secret));
  }

  update(chunk: Uint8Array): void {
    this.hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): never {
    throw new Error("A SHA-256 hash from node:crypto cannot be reset; create a new one.");
  }
};

function toBytes(data: SourceData): Uint8Array {
  if (typeof data === "string") return Buffer.from(data, "utf8");
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
