import type { Verdict } from "../auth/policy/evaluate.ts";
import type { LocalCloud } from "../cloud.ts";
import type { ServiceName } from "../model/service-model.ts";

/** The sender of a request: an IAM user, a role session (such as a function's), or an anonymous caller. */
export interface Principal {
  readonly type: "user" | "assumed-role" | "anonymous";
  readonly arn: string;
  /** `AIDA...` for a user, `AROA...:session` for a session, otherwise `anonymous`. */
  readonly userId: string;
  readonly account: string;
  /** The ARN of a session's role. */
  readonly roleArn?: string;
}

/** One parsed and validated request, its caller, and the local cloud that received it. */
export interface Call {
  readonly cloud: LocalCloud;
  readonly service: ServiceName;
  readonly operation: string;
  readonly region: string;
  readonly account: string;
  readonly requestId: string;
  readonly principal: Principal;
  /** Evaluates a permission against the caller's identity policies. */
  verdict(permission: RequiredPermission): Verdict;
  /** The request's headers, with names in lower case, and the trailers that followed an `aws-chunked` body. */
  readonly headers: Readonly<Record<string, string>>;
  /** The unparsed request body, decoded if it was `aws-chunked`. */
  readonly body: Uint8Array;
}

/**
 * A permission that the caller must have: an IAM action on a resource. Policies are evaluated with the condition keys
 * in `context`.
 */
export interface RequiredPermission {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * One operation of a service: the permissions that it requires, and its effect. Input and output have the types of
 * AWS's model (timestamps as Date, blobs as Uint8Array).
 */
export interface Operation {
  permissions(input: object, call: Call): readonly RequiredPermission[];
  run(input: object, call: Call): object | undefined | Promise<object | undefined>;
}

/** An operation's input after validation: all members that the model requires are present. */
export type Validated<Input> = {
  readonly [Key in keyof Input]: object extends Pick<Input, Key> ? Input[Key] : Exclude<Input[Key], undefined>;
};

/**
 * An output that is sent unchanged except for an added request ID. AWS's model is not applied to it, and the service's
 * records are not saved afterward.
 */
export class RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  readonly errorName: string | undefined;

  constructor(
    status: number,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array | string,
    errorName?: string,
  ) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.errorName = errorName;
  }
}
