import { createHmac, randomBytes } from "node:crypto";
import { parseTrustedJson } from "../../../text/json.ts";
import { isSameText } from "../../auth/is-same-text.ts";
import type { LocalCloud } from "../../cloud.ts";
import type { Principal } from "../operation.ts";
import { arePoliciesEffective, findRoleByArn } from "./roles.ts";

/** An access key as a client uses it. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An access key in the local cloud, with its principal and permissions. */
export interface KnownKey {
  readonly secretAccessKey: string;
  readonly principal: Principal;
  /** The principal's identity policies as JSON; "of-role" for a session, which uses its role's policies. */
  readonly policies: readonly string[] | "of-role";
  /** Until this time, the role's policies allow nothing, because the session began before they were effective. */
  readonly deniedUntil?: number | undefined;
}

const DEFAULT_SESSION_SECONDS = 12 * 60 * 60;

/** Adds an IAM user with an access key and inline policies. IAM's own operations on users are not supported. */
export function addUser(
  cloud: LocalCloud,
  name: string,
  policies: readonly string[],
  account: string = cloud.account,
): Credentials {
  const accessKeyId = `AKIA${randomId(16)}`;
  const secretAccessKey = randomBytes(30).toString("base64url");
  cloud.iam.data.users[accessKeyId] = {
    arn: `arn:aws:iam::${account}:user/${name}`,
    userId: `AIDA${randomId(17)}`,
    secretAccessKey,
    policies,
  };
  cloud.iam.save();
  return { accessKeyId, secretAccessKey };
}

/** Issues temporary credentials for a role. */
export function issueSession(
  cloud: LocalCloud,
  roleArn: string,
  sessionName: string,
  seconds: number = DEFAULT_SESSION_SECONDS,
): Required<Credentials> {
  const accessKeyId = `ASIA${randomId(16)}`;
  const role = findRoleByArn(cloud, roleArn);
  const now = cloud.clock.now();
  const isEarly = role !== undefined && !arePoliciesEffective(cloud, role);
  const claims = {
    accessKeyId,
    roleArn,
    roleId: role?.roleId,
    sessionName,
    expires: now + seconds * 1000,
    ...(isEarly && { deniedUntil: now + cloud.timing.delay("denial-forgotten", sessionName) }),
  };
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  return {
    accessKeyId,
    secretAccessKey: derive(cloud, `secret ${accessKeyId}`),
    sessionToken: `${payload}.${derive(cloud, payload)}`,
  };
}

/** Finds an access key; returns undefined if the key is unknown, or "expired" if its session has ended. */
export function findKey(
  cloud: LocalCloud,
  accessKeyId: string,
  sessionToken: string | undefined,
): KnownKey | "expired" | undefined {
  const user = cloud.iam.data.users[accessKeyId];
  if (user && sessionToken === undefined)
    return {
      secretAccessKey: user.secretAccessKey,
      principal: { type: "user", arn: user.arn, userId: user.userId, account: accountOf(user.arn) },
      policies: user.policies,
    };
  const claims = sessionToken === undefined ? undefined : readClaims(cloud, sessionToken);
  if (!claims || claims.accessKeyId !== accessKeyId) return undefined;
  if (claims.expires <= cloud.clock.now()) return "expired";
  const role = claims.roleArn.slice(claims.roleArn.lastIndexOf("/") + 1);
  return {
    secretAccessKey: derive(cloud, `secret ${accessKeyId}`),
    principal: {
      type: "assumed-role",
      arn: `arn:aws:sts::${cloud.account}:assumed-role/${role}/${claims.sessionName}`,
      userId: `${claims.roleId ?? ""}:${claims.sessionName}`,
      account: cloud.account,
      roleArn: claims.roleArn,
    },
    policies: "of-role",
    deniedUntil: claims.deniedUntil,
  };
}

function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

/** Caches the claims of verified sessions, because a warm function sends the same token with every call. */
const verifiedSessions = new Map<string, Claims>();
const MAX_VERIFIED_SESSIONS = 1000;

interface Claims {
  readonly accessKeyId: string;
  readonly roleArn: string;
  readonly roleId?: string;
  readonly sessionName: string;
  readonly expires: number;
  readonly deniedUntil?: number;
}

function readClaims(cloud: LocalCloud, token: string): Claims | undefined {
  const known = verifiedSessions.get(`${cloud.iam.data.sessionKey} ${token}`);
  if (known) return known;
  const claims = verifyClaims(cloud, token);
  if (verifiedSessions.size >= MAX_VERIFIED_SESSIONS) verifiedSessions.clear();
  if (claims) verifiedSessions.set(`${cloud.iam.data.sessionKey} ${token}`, claims);
  return claims;
}

function verifyClaims(cloud: LocalCloud, token: string): Claims | undefined {
  const [payload, seal] = token.split(".");
  if (!payload || !seal) return undefined;
  if (!isSameText(seal, derive(cloud, payload))) return undefined;
  return parseTrustedJson(Buffer.from(payload, "base64url"));
}

function derive(cloud: LocalCloud, text: string): string {
  return createHmac("sha256", cloud.iam.data.sessionKey).update(text).digest("base64url");
}

/** A random ID of upper-case letters and digits, like AWS's unique IDs. */
export function randomId(length: number): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join("");
}
