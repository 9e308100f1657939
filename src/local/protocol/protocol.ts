import type { OperationModel, RequestModel, ServiceModel } from "../model/service-model.ts";
import type { AwsError } from "./aws-error.ts";

/** A request as it arrived, with the body decoded from aws-chunked where it was. Header names are in lower case. */
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

/** One of AWS's wire protocols: finds the operation of a request, reads its input and writes its answer, all as the service's model says. */
export interface Protocol {
  /** The operation of AWS that a request is for, whether the local cloud supports it or not; undefined if AWS has none. */
  findOperation(request: WireRequest, model: ServiceModel): RequestModel | undefined;
  /** What to call the operation of a request that AWS has none for. */
  nameOperation(request: WireRequest): string;
  readInput(request: WireRequest, operation: OperationModel, model: ServiceModel): object;
  writeOutput(output: object, operation: OperationModel, model: ServiceModel, requestId: string): WireResponse;
  writeError(error: AwsError, model: ServiceModel, requestId: string): WireResponse;
}
