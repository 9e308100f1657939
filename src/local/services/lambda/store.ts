import type { ApplicationLogLevel, Architecture, LogFormat, Runtime, SystemLogLevel } from "@aws-sdk/client-lambda";
import type { RecordShapes } from "../../state/find-misshapen.ts";
import { openStore, type Store } from "../../state/store.ts";

/** Lambda's records: functions by region and name. */
export interface LambdaData {
  readonly regions: Record<string, Record<string, FunctionRecord>>;
}

/** The current function, which AWS calls `$LATEST`, and its published versions. */
export interface FunctionRecord extends Snapshot {
  readonly tags: Readonly<Record<string, string>>;
  /** The function's reserved concurrency, which is also its maximum concurrency; undefined if none is reserved. */
  readonly reservedConcurrency?: number | undefined;
  /** The resource policy of the function. */
  readonly statements: readonly PermissionStatement[];
  /** The RevisionId of the policy: the function's RevisionId when the policy last changed. */
  readonly policyRevisionId?: string;
  /** By version number. */
  readonly versions?: Readonly<Record<string, VersionRecord>>;
  /** By alias name. */
  readonly aliases?: Readonly<Record<string, AliasRecord>>;
  /** The resource policies of versions and aliases, by qualifier. */
  readonly qualifiedPolicies?: Readonly<Record<string, QualifiedPolicy>>;
  /** The highest version number ever assigned. Numbers are not reused. */
  readonly lastVersion?: number;
  /** Whether version `lastVersion` was published after the last update to the code or configuration. */
  readonly isPublished?: boolean;
}

/** A published version: immutable code and configuration. */
export interface VersionRecord extends Snapshot {
  readonly version: string;
}

/** A name for a version. */
export interface AliasRecord {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly revisionId: string;
}

/** The resource policy of a version or an alias. */
interface QualifiedPolicy {
  readonly statements: readonly PermissionStatement[];
  readonly revisionId: string;
}

/** The code and configuration of a function or of one of its versions. */
export interface Snapshot {
  readonly name: string;
  /** The ARN without a qualifier. */
  readonly arn: string;
  readonly runtime: Runtime;
  readonly role: string;
  readonly handler: string;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Undefined if no variables have ever been set; AWS then omits `Environment`. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly architecture: Architecture;
  readonly logging: Logging;
  readonly code: Code;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  readonly change: FunctionChange;
}

/** The uploaded ZIP file: its blob's name (SHA-256, hex) and its size. */
export interface Code {
  readonly sha256: string;
  readonly bytes: number;
}

/** The logging settings of a function. Only the JSON format has levels. */
export interface Logging {
  readonly format: LogFormat;
  readonly group: string;
  readonly applicationLevel?: ApplicationLogLevel;
  readonly systemLevel?: SystemLogLevel;
}

/**
 * The creation, or the latest update to the code or configuration. Until `settledAt`, the function is Pending, or its
 * update is InProgress.
 */
export interface FunctionChange {
  readonly kind: "create" | "update";
  /** Milliseconds since the epoch. */
  readonly settledAt: number;
  readonly revisionId: string;
  /** AWS assigns a new RevisionId when a function becomes Active, or when its update is Successful. */
  readonly settledRevisionId: string;
}

/** A statement as AWS stores it, with the keys in AWS's order. */
export interface PermissionStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: "*" | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function openLambdaStore(directory: string | undefined): Store<LambdaData> {
  return openStore<LambdaData>(directory, "lambda", { regions: {} }, SHAPES);
}

const SNAPSHOT = {
  name: "string",
  arn: "string",
  role: "string",
  logging: "object",
  code: "object",
  change: "object",
} as const;
const CODE = { sha256: "string" } as const;
const SHAPES: RecordShapes = {
  "regions.*.*": { ...SNAPSHOT, tags: "object", statements: "array" },
  "regions.*.*.code": CODE,
  "regions.*.*.versions.*": SNAPSHOT,
  "regions.*.*.versions.*.code": CODE,
};
