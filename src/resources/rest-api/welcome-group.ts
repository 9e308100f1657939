import { DeleteLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import type { Role } from "@aws-sdk/client-iam";
import type { Cloud } from "../../aws/cloud.ts";
import { isDenial, parseDenial } from "../../aws/denial.ts";
import { explainDenial } from "../../aws/explain-denial.ts";
import { deletedUnlessMissing } from "../../aws/undefined-on.ts";
import { addNote } from "../../engine/notes.ts";
import { listLogGroups } from "../log-group-listings.ts";

/**
 * The log group that API Gateway creates when it gets its first role for logs in an account and region. The group has
 * no retention, and nothing uses it.
 */
const WELCOME_GROUP = "/aws/apigateway/welcome";

/** Finds the group, unless it is older than the shared role. */
export async function findWelcomeGroup(cloud: Cloud, { CreateDate }: Role): Promise<string | undefined> {
  const groups = await listLogGroups(cloud.logs, { logGroupNamePrefix: WELCOME_GROUP });
  const { creationTime } = groups.find(({ logGroupName }) => logGroupName === WELCOME_GROUP) ?? {};
  // IAM's times are whole seconds.
  return creationTime !== undefined && CreateDate && creationTime >= CreateDate.getTime() ? WELCOME_GROUP : undefined;
}

/** Removes the group, unless it is older than the shared role, and adds a note. */
export async function removeWelcomeGroup(cloud: Cloud, role: Role): Promise<void> {
  const logGroupName = await findWelcomeGroup(cloud, role);
  if (logGroupName === undefined) return;
  const group = `The log group ${logGroupName}, which API Gateway created for the account role,`;
  try {
    const command = new DeleteLogGroupCommand({ logGroupName });
    await deletedUnlessMissing(cloud.logs.send(command), "ResourceNotFoundException");
    addNote(`${group} was also deleted.`);
  } catch (error) {
    if (!isDenial(error)) throw error;
    const { text } = explainDenial(parseDenial(error), error.message);
    addNote(`${group} remains, because these credentials cannot delete it. ${text}`);
  }
}
