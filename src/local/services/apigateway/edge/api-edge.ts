/** The public side of API Gateway: every REST API listens on its own loopback port. */
export interface ApiEdge {
  /** Starts listening for an API, on the recorded port or on a free one, which is then recorded. */
  open(region: string, restApiId: string): Promise<void>;
  /** Stops listening. Resolves when the requests in flight have ended. */
  close(region: string, restApiId: string): Promise<void>;
  /** `http://127.0.0.1:<port>`, without a stage; undefined if nothing listens for the API. */
  urlOf(restApiId: string): string | undefined;
  /** Starts listening for all recorded APIs. */
  openAll(): Promise<void>;
  /** Stops listening for all APIs. Requests in flight have a short time to end before they are dropped. */
  closeAll(): Promise<void>;
}
