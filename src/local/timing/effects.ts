import type { Bounds } from "./draws.ts";

/** An effect of a call that occurs only after a delay. */
export type Effect = keyof typeof EFFECTS;

/**
 * The delays in seconds. Their sources are recordings and waits in LocalStack's test runs on AWS, waits in Terraform,
 * the retries of cdkd (https://github.com/go-to-k/cdkd), and, for tables, 128 measurements from October 2026
 * (https://github.com/aws-controllers-k8s/dynamodb-controller, docs/api-quirks). If no maximum is known, the upper
 * bound is a typical value.
 */
export const EFFECTS = {
  /**
   * From a new role or trust policy until it is effective for a service such as Lambda (cdkd: over 5.75 s, 10 s under
   * load; LocalStack waits 10 s).
   */
  "role-assumable": [3, 10],
  /** From the creation of a role until resource policies in other services can name it (Terraform waits 10 s). */
  "principal-known": [3, 10],
  /** From a new or changed inline policy until the policy applies to new role sessions. */
  "policy-effective": [0.5, 2],
  /** How long a session that began before its role's policies were effective is denied access (cdkd: about 177 s). */
  "denial-forgotten": [170, 180],
  /**
   * From the creation of a function until it is Active (LocalStack: 1.8 s, including its API calls), and from an update
   * until it is Successful.
   */
  "function-active": [1, 2.5],
  "function-updated": [0.5, 2],
  /**
   * From the creation or update of a table until it is ACTIVE (1 to 2 s in ten runs, 4.4 to 6.8 s in others;
   * DescribeTable finds it immediately), and from its deletion until its name is free (4.0 to 5.9 s).
   */
  "table-active": [2, 7],
  "table-updated": [0.5, 1.5],
  "table-gone": [4, 6],
  /**
   * From the deletion of a table until its tags and backup settings are no longer found. The table itself is found for
   * longer.
   */
  "table-deletion-noticed": [1, 1.2],
  /** From a change to a table's tags until other changes are accepted, and until ListTagsOfResource shows the tags. */
  "table-tags-unlocked": [1.6, 1.8],
  "table-tags-visible": [1.6, 3],
  /** From a change to a table's deletion protection until the setting can be changed again. */
  "deletion-protection-unlocked": [15, 15],
  /** From the time that a table is ACTIVE until its continuous backups can be configured. */
  "backups-available": [1.4, 2.7],
  /**
   * From the creation of a stage until it first responds, and until it always responds (LocalStack waits 10 s or more).
   * From a new deployment to an existing stage until it is first served, and until it is always served.
   */
  "stage-served": [1, 5],
  "stage-steady": [6, 12],
  "deployment-served": [0.3, 1],
  "deployment-steady": [1, 2],
  /**
   * From the time that an API key is enabled or disabled, or that a key or stage is added to a usage plan, until the
   * change affects requests (LocalStack's test runs on AWS wait up to 120 s).
   */
  "api-key-effective": [10, 60],
  /** From a change to a bucket's Block Public Access until PutBucketPolicy applies it. */
  "block-lifted": [0.5, 5],
  /** From the deletion of a bucket until its name is free again. */
  "bucket-name-free": [5, 20],
  /** From the creation of a website until it responds (LocalStack: 0.8 to 3 s). */
  "website-served": [0.8, 3],
  /** From the time that a log line is written until it reaches its log group, and from then until it can be found. */
  "logs-delivered": [1, 6],
  "logs-searchable": [1, 4],
} satisfies Readonly<Record<string, Bounds>>;
