import { readFileSync } from "node:fs";
import { emptyRecord, parseRecords } from "../state/null-prototype.ts";

/** The AWS services that the local cloud provides, by the names used in signatures. */
export const SERVICE_NAMES = ["iam", "sts", "lambda", "apigateway", "dynamodb", "s3", "logs"] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/**
 * AWS's model of one service, reduced to the operations and parameters that the local cloud supports. For all other
 * operations, it has only the facts that identify their requests.
 */
export interface ServiceModel {
  readonly protocol: "query" | "json" | "rest-json" | "rest-xml";
  readonly apiVersion: string;
  readonly jsonVersion?: string;
  readonly targetPrefix?: string;
  readonly xmlNamespace?: string;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly unsupported: Readonly<Record<string, RequestModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** The facts that identify a request for an operation, and the query parameters that the request may have. */
export interface RequestModel {
  readonly name: string;
  readonly method: string;
  readonly uri: string;
  readonly query?: readonly string[];
  readonly requiredQuery?: readonly string[];
  /** In lower case. */
  readonly requiredHeaders?: readonly string[];
  /** Whether the caller can choose the names of query parameters. */
  readonly anyQuery?: boolean;
}

export interface OperationModel extends RequestModel {
  readonly status: number;
  readonly input?: string;
  readonly output?: string;
  readonly resultWrapper?: string;
  /** Wire names of parameters that AWS supports but the local cloud does not. */
  readonly refused: readonly string[];
}

export interface Shape {
  readonly type:
    | "structure"
    | "list"
    | "map"
    | "string"
    | "integer"
    | "long"
    | "double"
    | "float"
    | "boolean"
    | "blob"
    | "timestamp"
    | "character";
  readonly members?: Readonly<Record<string, Member>>;
  readonly required?: readonly string[];
  readonly payload?: string;
  readonly member?: Member;
  readonly key?: Member;
  readonly value?: Member;
  readonly flattened?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** The enum's values if the service's own code validates them; then `enum` is undefined. */
  readonly values?: readonly string[];
  readonly timestampFormat?: string;
  readonly locationName?: string;
}

export interface Member {
  readonly shape: string;
  readonly location?: "uri" | "querystring" | "header" | "headers" | "statusCode";
  readonly locationName?: string;
  readonly flattened?: boolean;
  readonly timestampFormat?: string;
  readonly xmlAttribute?: boolean;
}

const models = new Map<ServiceName, ServiceModel>();

/** The model of a service, read once from the file that `npm run model` generates. */
export function modelOf(name: ServiceName): ServiceModel {
  const model = models.get(name) ?? readServiceModel(name);
  models.set(name, model);
  return model;
}

function readServiceModel(name: ServiceName): ServiceModel {
  const model = readJson(name);
  if (name !== "s3") return model;
  // Requests to S3 Control are signed for S3. The model of S3 Control is written by hand. Its operations have `Account`
  // in their names, to distinguish them from S3's.
  const account = readJson("s3-account");
  return {
    ...model,
    operations: Object.assign(emptyRecord<OperationModel>(), model.operations, account.operations),
    shapes: Object.assign(emptyRecord<Shape>(), model.shapes, account.shapes),
  };
}

function readJson(name: string): ServiceModel {
  return parseRecords(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8"));
}

/** The operation with this name, supported or not; undefined if AWS has no such operation. */
export function namedOperation(name: string | undefined, model: ServiceModel): RequestModel | undefined {
  return model.operations[name ?? ""] ?? model.unsupported[name ?? ""];
}

/** The operation with this name, if the local cloud supports it. */
export function supportedOperation(name: string | undefined, model: ServiceModel): OperationModel | undefined {
  return model.operations[name ?? ""];
}

/** Returns the shape with this name. Throws if the model lacks it. */
export function requireShape(model: ServiceModel, name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`the service model refers to a shape that it lacks: ${name}`);
  return shape;
}

/** Whether an operation is read-only, according to the prefix of its name. */
export function isReadOnly(operation: string): boolean {
  return /^(Get|List|Describe|Head|Filter|Query|Scan)/.test(operation);
}
