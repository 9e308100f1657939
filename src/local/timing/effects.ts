import type { Bounds } from "./draws.ts";

/** What comes later than the call that causes it. */
export type Effect = keyof typeof EFFECTS;

/**
 * How much later, in seconds: what was measured on AWS or is written in its documentation (sources: LocalStack's recordings and waits of its runs on AWS,
 * cdkd's retries; for tables, 128 probes of AWS of October 2026: github.com/aws-controllers-k8s/dynamodb-controller, docs/api-quirks). Where a time can
 * grow at worst, the upper bound is what is usual. A first deploy takes as long as the chain of role, function, permission and stage, not as its table.
 */
export const EFFECTS = {
  /** A new role, or a new trust policy, until Lambda or API Gateway can assume it (cdkd: over 5.75 s, 10 s under load; LocalStack waits 10 s). */
  "role-assumable": [3, 10],
  /** A role's policy until it counts for a session. */
  "policy-effective": [0.5, 2],
  /** How long a session goes on without the rights that were not effective when it began (cdkd: about 177 s). */
  "denial-forgotten": [170, 180],
  /** A new function until it is Active (LocalStack: 1.8 s with its calls), a changed one until its update is Successful. */
  "function-active": [1, 2.5],
  "function-updated": [0.5, 2],
  /**
   * A new table until it is ACTIVE (1 to 2 s in ten runs, 4.4 to 6.8 s in others; DescribeTable knows it at once), a changed one until it is ACTIVE
   * again, and a deleted one until its name is free (4.0 to 5.9 s).
   */
  "table-active": [2, 7],
  "table-updated": [0.5, 1.5],
  "table-gone": [4, 6],
  /** A deleted table until its tags and its backup settings are no longer found: earlier than the table itself. */
  "table-deletion-noticed": [1, 1.2],
  /** A changed set of tags until another change is accepted, and until ListTagsOfResource returns it. */
  "table-tags-unlocked": [1.6, 1.8],
  "table-tags-visible": [1.6, 3],
  /** A changed deletion protection until it can be changed again. */
  "deletion-protection-unlocked": [15, 15],
  /** A table that is ACTIVE until its continuous backups can be configured. */
  "backups-available": [1.4, 2.7],
  /** A new stage until it answers at all, and until it does so every time (LocalStack waits 10 s and more); a new deployment of an old stage likewise. */
  "stage-served": [1, 5],
  "stage-steady": [6, 12],
  "deployment-served": [0.3, 1],
  "deployment-steady": [1, 2],
  /** Block Public Access until a bucket policy may be public. */
  "block-lifted": [0.5, 5],
  /** A deleted bucket until its name is free again. */
  "bucket-name-free": [5, 20],
  /** A new website until it answers (LocalStack: 0.8 to 3 s). */
  "website-served": [0.8, 3],
  /** A line that a function or an API logs until it reaches its log group, and from there until it is found. */
  "logs-delivered": [1, 6],
  "logs-searchable": [1, 4],
} satisfies Readonly<Record<string, Bounds>>;
