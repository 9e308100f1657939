import type { OperationModel, RequestModel, ServiceModel } from "../model/service-model.ts";
import type { AwsError } from "./aws-error.ts";

/** A request with its header names in lower case. In a request as received, an `aws-chunked` body is still encoded. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

/**
 * One of AWS's wire protocols: finds the operation that a request is for, reads the operation's input and writes its
 * output, according to the service's model.
 */
export interface Protocol {
  /** Finds the AWS operation that a request is for, supported or not; undefined if AWS has no such operation. */
  findOperation(request: WireRequest, model: ServiceModel): RequestModel | undefined;
  /** The name that errors use for a request that matches no AWS operation. */
  nameOperation(request: WireRequest): string;
  readInput(request: WireRequest, operation: OperationModel, model: ServiceModel): object;
  writeOutput(output: object, operation: OperationModel, model: ServiceModel, requestId: string): WireResponse;
  writeError(error: AwsError, model: ServiceModel, requestId: string): WireResponse;
}
