/** The public side of API Gateway: every REST API listens on a loopback port of its own. */
export interface ApiEdge {
  /** Starts listening for an API (on the port in its record, or a free one that is then recorded). */
  open(region: string, restApiId: string): Promise<void>;
  /** Stops listening; requests in flight end first. */
  close(region: string, restApiId: string): Promise<void>;
  /** `http://127.0.0.1:<port>`, without a stage; undefined when the API does not listen. */
  urlOf(restApiId: string): string | undefined;
  /** Opens every API in the records: at start. */
  openAll(): Promise<void>;
  closeAll(): Promise<void>;
}
