/** S3's website endpoints: each bucket with a website configuration has its own loopback port. */
export interface WebsiteServers {
  open(bucket: string): Promise<void>;
  close(bucket: string): Promise<void>;
  /** `http://127.0.0.1:<port>`; undefined if the bucket's website is not being served. */
  urlOf(bucket: string): string | undefined;
  openAll(): Promise<void>;
  closeAll(): Promise<void>;
}
