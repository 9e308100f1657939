import type { AccountRegion } from "../aws/names.ts";
import { parsePolicy } from "../resources/rest-api/policy.ts";
import { matchesPattern } from "../resources/role/policy-text.ts";
import { isRecord, type JsonObject, parseJson } from "../text/json.ts";

/** A statement of an IAM policy or a resource policy, in a normalized form. */
export interface Statement {
  /** The statement's ID; empty if absent. */
  readonly sid: string;
  readonly isAllow: boolean;
  /** `*`, or a kind and a name, such as `service:lambda.amazonaws.com`; empty in identity-based policies. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** The negated elements: NotAction, NotResource or NotPrincipal. For each, the corresponding list above is empty. */
  readonly negated: readonly string[];
  /** If the statement has NotAction, it matches all actions except these. */
  readonly notActions: readonly string[];
  /** If the statement has NotResource, it matches all resources except these. */
  readonly notResources: readonly string[];
  readonly conditions: readonly Condition[];
}

/** A condition, with its operator and key in lower case. */
interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Parses the statements in a JSON policy. IAM returns policies URL-encoded, and API Gateway escapes them. */
export function statementsIn(policy: string): readonly Statement[] {
  const document = parseJson(policy) ?? parseJson(decode(policy)) ?? parsePolicy(policy);
  const statements = isRecord(document) ? document["Statement"] : [];
  return [statements].flat().filter(isRecord).map(toStatement);
}

/** Decodes text; returns it unchanged if an escape is invalid: an unencoded policy may contain a percent sign. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

export function allowsIn(policy: string | undefined): readonly Statement[] {
  return policy === undefined ? [] : statementsIn(policy).filter(({ isAllow }) => isAllow);
}

export function isForEveryone({ principals, negated }: Statement): boolean {
  return principals.some((one) => one === "*" || one === "aws:*") || negated.includes("NotPrincipal");
}

/** Whether a statement applies to anyone outside the account, other than AWS services. */
export function isForOthers(statement: Statement, { account }: Pick<AccountRegion, "account">): boolean {
  if (isLimitedTo(statement, "aws:principalaccount", (value) => value === account)) return false;
  const isOwn = (principal: string) => principal === `aws:${account}` || principal.split(":")[5] === account;
  return isForEveryone(statement) || statement.principals.some((one) => !one.startsWith("service:") && !isOwn(one));
}

/** The actions that a resource policy grants to callers outside the account. */
export function actionsOfOthers(
  policy: readonly Statement[],
  accountRegion: Pick<AccountRegion, "account">,
): readonly string[] {
  return policy.filter((one) => one.isAllow && isForOthers(one, accountRegion)).flatMap(actionTexts);
}

/** The actions of a statement, as text for a report. */
export function actionTexts({ actions, notActions, negated }: Statement): readonly string[] {
  return negated.includes("NotAction") ? [`all actions (except ${notActions.join(", ")})`] : actions;
}

/** Describes, for a report, the principals of a statement that applies to everyone. */
export function everyoneText({ conditions, negated }: Statement): string {
  const who = negated.includes("NotPrincipal") ? "everyone not named in NotPrincipal" : "everyone";
  return conditions.length > 0 ? `${who} who meets a condition` : who;
}

/** Whether a condition limits a statement to values of `key` that `isValid` accepts. */
export function isLimitedTo({ conditions }: Statement, key: string, isValid: (value: string) => boolean): boolean {
  return conditions.some(
    (one) =>
      one.key === key &&
      /^(string|arn)(equals|like)$/.test(one.operator) &&
      one.values.length > 0 &&
      one.values.every(isValid),
  );
}

/** Whether a statement matches an action on a resource, regardless of principals and conditions. */
export function matchesCall(statement: Statement, action: string, resource: string): boolean {
  const { actions, notActions, resources, notResources, negated } = statement;
  const isIn = (patterns: readonly string[], text: string) => patterns.some((one) => matchesPattern(one, text));
  const hasAction = negated.includes("NotAction") ? !isIn(notActions, action) : isIn(actions, action);
  return hasAction && (negated.includes("NotResource") ? !isIn(notResources, resource) : isIn(resources, resource));
}

function toStatement(statement: JsonObject): Statement {
  return {
    sid: String(statement["Sid"] ?? ""),
    isAllow: statement["Effect"] === "Allow",
    principals: principalsOf(statement["Principal"]),
    actions: textsOf(statement["Action"]),
    resources: textsOf(statement["Resource"]),
    negated: ["NotAction", "NotResource", "NotPrincipal"].filter((name) => name in statement),
    notActions: textsOf(statement["NotAction"]),
    notResources: textsOf(statement["NotResource"]),
    conditions: conditionsOf(statement["Condition"]),
  };
}

function principalsOf(principal: unknown): readonly string[] {
  if (!isRecord(principal)) return textsOf(principal);
  return Object.entries(principal).flatMap(([kind, names]) =>
    textsOf(names).map((name) => `${kind.toLowerCase()}:${name}`),
  );
}

function conditionsOf(conditions: unknown): readonly Condition[] {
  if (!isRecord(conditions)) return [];
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(isRecord(keys) ? keys : {}).map(([key, values]) => ({
      operator: operator.toLowerCase(),
      key: key.toLowerCase(),
      values: textsOf(values),
    })),
  );
}

function textsOf(value: unknown): readonly string[] {
  return value === undefined ? [] : [value].flat().map(String);
}
