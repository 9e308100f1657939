import type { ApplicationLogLevel, Architecture, LogFormat, Runtime, SystemLogLevel } from "@aws-sdk/client-lambda";
import { openStore, type Store } from "../../state/store.ts";

/** Lambda's records, by region. */
export interface LambdaData {
  readonly regions: Record<string, Record<string, FunctionRecord>>;
}

/** One function as it is now, which AWS calls `$LATEST`, and its published versions. */
export interface FunctionRecord extends Snapshot {
  readonly tags: Readonly<Record<string, string>>;
  /** How many invocations at once are kept for it alone, and no more; undefined where it shares the account's. */
  readonly reservedConcurrency?: number | undefined;
  /** The statements of the function's resource policy. */
  readonly statements: readonly PermissionStatement[];
  /** Of that policy: the function's own RevisionId as the policy was last changed. */
  readonly policyRevisionId?: string;
  /** By number. */
  readonly versions?: Readonly<Record<string, VersionRecord>>;
  /** The highest number that was ever given: none is given twice. */
  readonly lastVersion?: number;
  /** Whether neither code nor configuration changed since that version was published. */
  readonly isPublished?: boolean;
}

/** A published version: code and configuration for good. */
export interface VersionRecord extends Snapshot {
  readonly version: string;
}

/** Code and configuration of a function or of one of its versions. */
export interface Snapshot {
  readonly name: string;
  /** Without a qualifier. */
  readonly arn: string;
  readonly runtime: Runtime;
  readonly role: string;
  readonly handler: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Undefined when none were ever given: AWS then answers no `Environment` at all. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly architecture: Architecture;
  readonly logging: Logging;
  readonly code: Code;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly change: Change;
}

/** The zip as it was uploaded: its blob's name (SHA-256, hex) and its size. */
export interface Code {
  readonly sha256: string;
  readonly bytes: number;
}

/** Where and how a function logs; levels exist only with the format JSON. */
export interface Logging {
  readonly format: LogFormat;
  readonly group: string;
  readonly applicationLevel?: ApplicationLogLevel;
  readonly systemLevel?: SystemLogLevel;
}

/** The last change of code or configuration: the function is Pending, or its update InProgress, until `settledAt`. */
export interface Change {
  readonly kind: "create" | "update";
  /** Milliseconds since the epoch. */
  readonly settledAt: number;
  readonly revisionId: string;
  /** AWS gives a function another RevisionId when it becomes Active, or its update Successful. */
  readonly settledRevisionId: string;
}

/** A statement as AWS stores it; the order of the keys is AWS's. */
export interface PermissionStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: "*" | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function openLambdaStore(directory: string | undefined): Store<LambdaData> {
  return openStore<LambdaData>(directory, "lambda", { regions: {} });
}
