import { readFileSync } from "node:fs";

/** The AWS services that the local cloud serves, by the name that requests are signed for. */
export const SERVICE_NAMES = ["iam", "sts", "lambda", "apigateway", "dynamodb", "s3", "logs"] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** What AWS publishes about one service, cut down to the operations and parameters that the local cloud supports. */
export interface ServiceModel {
  readonly protocol: "query" | "json" | "rest-json" | "rest-xml";
  readonly apiVersion: string;
  readonly jsonVersion?: string;
  readonly targetPrefix?: string;
  readonly xmlNamespace?: string;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface OperationModel {
  readonly name: string;
  readonly method: string;
  readonly uri: string;
  readonly status: number;
  readonly input?: string;
  readonly output?: string;
  readonly resultWrapper?: string;
  /** Wire names of parameters that AWS knows and the local cloud does not. */
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

/** Reads the model of one service; the file is made by `npm run model`. */
export function readServiceModel(name: ServiceName): ServiceModel {
  return JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), "utf8"));
}

/** The shape of that name; a model that lacks a shape which it refers to is broken. */
export function presentShape(model: ServiceModel, name: string): Shape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`The service model refers to a shape that it lacks: ${name}.`);
  return shape;
}
