import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@smithy/types";
import { EXIT, type Next, TodoApiError } from "../errors.ts";
import type { Io } from "../io.ts";
import { quoteWord } from "../text/quote-word.ts";
import { clientHandler } from "./client-config.ts";
import { loadProfiles, toSdkName } from "./load-profiles.ts";
import type { Target } from "./target.ts";

type Section = Readonly<Record<string, string | undefined>>;

/** Creates a provider that reads credentials from the environment, the profile, or this machine's role. */
export async function createCredentialProvider(
  target: Target,
  io: Io,
  signal: AbortSignal,
): Promise<AwsCredentialIdentityProvider> {
  if (target.usesEnvironmentKeys) return async () => environmentKeys(io.env);
  const [{ fromIni, fromNodeProviderChain }, core] = await Promise.all([
    import("@aws-sdk/credential-providers"),
    import("@smithy/core"),
  ]);
  const { doesIdentityRequireRefresh, isIdentityExpired, memoizeIdentityProvider } = core;
  const name = target.profile ?? "default";
  const { sections, files } = await loadProfiles(io.env);
  for (const section of sections.values()) io.conceal(...SECRET_KEYS.map((key) => section[key]));
  const init = {
    ...files,
    ...(target.profile !== undefined && { profile: toSdkName(target.profile) }),
    ignoreCache: true,
    // The SDK would print a warning about keys in the environment.
    logger: SILENT,
    clientConfig: { requestHandler: clientHandler(target) },
    mfaCodeProvider: (serial: string) => promptForCode(name, serial, io, signal),
  };
  const section = sections.get(name) ?? {};
  const usesProfile = CREDENTIAL_KEYS.some((key) => section[key] !== undefined);
  // If the profile failed, the SDK's default chain would try this machine's role and report only the role's failure.
  const source: AwsCredentialIdentityProvider = usesProfile ? fromIni(init) : fromNodeProviderChain(init);
  const provider: AwsCredentialIdentityProvider = (properties) => {
    if (usesProfile) checkReferences(name, sections);
    return source(properties).catch((error: unknown) => {
      throw usesProfile ? failedProfile(name, section, error) : error;
    });
  };
  return memoizeIdentityProvider(provider, isIdentityExpired, doesIdentityRequireRefresh) ?? provider;
}

function environmentKeys(env: Io["env"]): AwsCredentialIdentity {
  const [sessionToken, accountId] = [env["AWS_SESSION_TOKEN"], env["AWS_ACCOUNT_ID"]];
  return {
    accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "",
    ...(sessionToken && { sessionToken }),
    ...(accountId && { accountId }),
  };
}

const SECRET_KEYS = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"];

/** The keys in a profile that define the source of its credentials. */
const CREDENTIAL_KEYS = [
  "aws_access_key_id",
  "credential_process",
  "credential_source",
  "login_session",
  "role_arn",
  "source_profile",
  "sso_account_id",
  "sso_session",
  "sso_start_url",
  "web_identity_token_file",
];

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

async function promptForCode(profile: string, serial: string, { stdin }: Io, signal: AbortSignal): Promise<string> {
  if (!stdin.isTTY)
    throw new TodoApiError(
      "mfa-required",
      EXIT.auth,
      `the profile ${JSON.stringify(profile)} requires an MFA code for ${serial}, but standard input is not a terminal`,
      {
        next: [
          {
            command: `aws configure export-credentials --profile ${quoteWord(profile)} --format env`,
            comment: "in a terminal, print temporary keys to use instead of the profile",
          },
        ],
      },
    );
  const code = (await stdin.ask(`MFA code for ${serial}: `, signal)).trim();
  if (/^\d{6,8}$/.test(code)) return code;
  throw new TodoApiError("mfa-required", EXIT.auth, "the MFA code must be 6 to 8 digits");
}

/**
 * Throws if a source profile or an SSO session is missing. Without this check, the SDK would throw a TypeError for a
 * missing session.
 */
function checkReferences(profile: string, sections: ReadonlyMap<string, Section>): void {
  const seen = new Set<string>();
  for (let name = profile; !seen.has(name); ) {
    seen.add(name);
    const section = sections.get(name) ?? {};
    const { source_profile: source, sso_session: session } = section;
    if (
      session !== undefined &&
      !BEFORE_SSO.some((key) => section[key] !== undefined) &&
      !sections.has(`sso-session.${session}`)
    )
      throw unusable(profile, missingReference(name, "sso_session", session), [
        { command: "aws configure sso-session", comment: "create the session" },
      ]);
    if (source === undefined || source === name) return;
    if (!sections.has(source))
      throw unusable(profile, missingReference(name, "source_profile", source), [
        { command: "aws configure list-profiles", comment: "list the profiles" },
      ]);
    name = source;
  }
}

/** The keys of the credential sources that the SDK tries before single sign-on. */
const BEFORE_SSO = ["role_arn", "aws_access_key_id", "web_identity_token_file", "credential_process"];

function missingReference(profile: string, key: string, name: string): string {
  return `the profile ${JSON.stringify(profile)} refers to the ${key} ${JSON.stringify(name)}, which is not in the AWS configuration`;
}

function failedProfile(profile: string, section: Section, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TodoApiError) return error;
  const why = reasonOf(error.message, section["credential_process"]).replace(/\s+/g, " ").trim();
  const message = `the credentials of the profile ${JSON.stringify(profile)} cannot be read: ${why}`;
  return unusable(profile, message, nextFor(profile, section), error);
}

/**
 * The reason for a failure. Omits the command line of the credential_process, and hides every word in its output that
 * could be a key (https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html).
 */
function reasonOf(message: string, program: string | undefined): string {
  const failed = `Command failed: ${program}`;
  if (program === undefined || !message.startsWith(failed)) return message;
  const [name = ""] = /"[^"]*"|\S+/.exec(program) ?? [];
  const printed = message.slice(failed.length).trim();
  const shown = printed.replace(LONG_WORD, (word) => (name.includes(word) ? word : "[hidden]"));
  return `the credential_process failed${shown === "" ? "" : `: ${shown}`}`;
}

const LONG_WORD = /[\w+/=-]{16,}/g;

function unusable(profile: string, message: string, next: readonly Next[], cause?: Error): TodoApiError {
  return new TodoApiError("credentials-unusable", EXIT.auth, message, {
    ...(cause && { cause }),
    details: { profile },
    next,
  });
}

function nextFor(profile: string, section: Section): readonly Next[] {
  const name = quoteWord(profile);
  if (Object.keys(section).some((key) => key.startsWith("sso_")))
    return [{ command: `aws sso login --profile ${name}`, comment: "renew the session" }];
  if (section["login_session"] !== undefined)
    return [{ command: `aws login --profile ${name}`, comment: "renew the session" }];
  return [
    {
      command: `aws sts get-caller-identity --profile ${name}`,
      comment: "check whether the AWS CLI can use the profile",
    },
  ];
}
