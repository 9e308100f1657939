/** The public side of API Gateway: every REST API listens on its own loopback port. */
export interface ApiEdge {
  /** Starts listening for an API on its recorded port, or on a free port, which is then recorded. */
  open(region: string, restApiId: string): Promise<void>;
  /** Stops listening for an API. Resolves when the requests in flight have ended. */
  close(region: string, restApiId: string): Promise<void>;
  /** The API's URL without a stage, `http://127.0.0.1:<port>`; undefined if the edge is not listening for the API. */
  urlOf(restApiId: string): string | undefined;
  /** Starts listening for all recorded APIs. */
  openAll(): Promise<void>;
  /** Stops listening for all APIs. Drops the requests that are still in flight after two seconds. */
  closeAll(): Promise<void>;
}
