import type { MethodSnapshot, Resource, RestApi, Stage, UsagePlan } from "@aws-sdk/client-api-gateway";
import type { LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type {
  GetBucketVersioningOutput,
  LifecycleRule,
  LoggingEnabled,
  NotificationConfiguration,
  ObjectLockConfiguration,
  PublicAccessBlockConfiguration,
  ReplicationConfiguration,
  ServerSideEncryptionByDefault,
} from "@aws-sdk/client-s3";
import type { Action } from "../api/routes.ts";
import type { Tags } from "../aws/ownership.ts";
import type { Fact } from "./fact.ts";
import type { Statement } from "./statements.ts";

export interface AuditedResource<Facts> {
  readonly kind: string;
  readonly name: string;
  readonly facts: Facts;
}

/** Each list is empty if the stack has no resource of that kind. */
export interface StackFacts {
  readonly apis: readonly AuditedResource<ApiFacts>[];
  readonly functions: readonly AuditedResource<FunctionFacts>[];
  readonly roles: readonly AuditedResource<RoleFacts>[];
  readonly tables: readonly AuditedResource<TableFacts>[];
  readonly logGroups: readonly AuditedResource<LogGroupFacts>[];
  readonly buckets: readonly AuditedResource<BucketFacts>[];
}

export interface ApiFacts {
  readonly api: Fact<RestApi>;
  readonly stage: Fact<Stage>;
  /** The methods of the stage's deployment, by path and verb; they can differ from the API's definition. */
  readonly methods: Fact<Readonly<Record<string, Readonly<Record<string, MethodSnapshot>>>>>;
  /** The API's definition, with its methods. */
  readonly resources: Fact<readonly Resource[]>;
  /** All usage plans in the account and region. */
  readonly usagePlans: Fact<readonly UsagePlan[]>;
}

export interface FunctionFacts {
  readonly action: Action;
  readonly configuration: Fact<FunctionConfiguration>;
  readonly tags: Fact<Tags>;
  readonly reservedConcurrency: Fact<number | undefined>;
  /** The statements in the resource policies of the function and of its versions and aliases. */
  readonly policy: Fact<readonly FunctionStatement[]>;
  readonly apiIds: Fact<readonly string[]>;
}

/** A statement in the resource policy of a function, or of one of its versions or aliases. */
export interface FunctionStatement extends Statement {
  /** The version or alias; undefined for the function itself. */
  readonly qualifier: string | undefined;
}

export interface RoleFacts {
  readonly name: string;
  /** Whether the user passed this role to `deploy --role`; todo-api does not create or change such a role. */
  readonly isExisting: boolean;
  readonly trust: Fact<readonly Statement[]>;
  readonly tags: Fact<Tags>;
  /** Inline policies by name. */
  readonly inline: Fact<Readonly<Record<string, readonly Statement[]>>>;
  /** The ARNs of attached policies. */
  readonly attached: Fact<readonly string[]>;
  /** The names of the log groups of the functions that use the role. Several functions can share an existing role. */
  readonly logGroups: readonly string[];
}

export interface TableFacts {
  readonly table: Fact<TableDescription>;
  readonly tags: Fact<Tags>;
  readonly pointInTimeRecovery: Fact<boolean>;
  readonly policy: Fact<readonly Statement[]>;
}

export interface LogGroupFacts {
  readonly group: Fact<LogGroup>;
  /** All resource policies in the account and region, by name. */
  readonly resourcePolicies: Fact<Readonly<Record<string, readonly Statement[]>>>;
}

export interface BucketFacts {
  readonly tags: Fact<Tags>;
  readonly block: Fact<PublicAccessBlockConfiguration>;
  /** The account's Block Public Access settings. */
  readonly accountBlock: Fact<PublicAccessBlockConfiguration>;
  readonly policy: Fact<readonly Statement[]>;
  /** `BucketOwnerEnforced` means that ACLs are disabled. */
  readonly ownership: Fact<string | undefined>;
  readonly versioning: Fact<Pick<GetBucketVersioningOutput, "Status" | "MFADelete">>;
  /** The default for new objects. */
  readonly encryption: Fact<ServerSideEncryptionByDefault | undefined>;
  readonly lifecycle: Fact<readonly LifecycleRule[]>;
  readonly replication: Fact<ReplicationConfiguration | undefined>;
  readonly objectLock: Fact<ObjectLockConfiguration | undefined>;
  readonly logging: Fact<LoggingEnabled | undefined>;
  readonly notifications: Fact<NotificationConfiguration>;
}
