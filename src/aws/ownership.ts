import { FOREIGN_RESOURCE } from "../engine/foreign-resource.ts";
import { EXIT, TodoApiError } from "../errors.ts";
import { isName, type StackName, stackLabel } from "./stack-name.ts";

/** Every taggable resource in a stack has this tag and STAGE_TAG. */
export const APP_TAG = "todo-api:app";
export const STAGE_TAG = "todo-api:stage";
const VERSION_TAG = "todo-api:version";
const FORMAT_TAG = "todo-api:format";

/** The version of the tag format. Increment it for each change that older versions of todo-api would misread. */
const FORMAT = 1;

export type Tags = Readonly<Record<string, string>>;

/** The tags that record a resource's owner, the version of todo-api that last deployed it, and the tag format. */
export function ownershipTags({ app, stage }: StackName, version: string): Tags {
  return { [APP_TAG]: app, [STAGE_TAG]: stage, [VERSION_TAG]: version, [FORMAT_TAG]: String(FORMAT) };
}

/** Whether the tags name this stack as the owner. */
export function isOurs(tags: Tags, { app, stage }: StackName): boolean {
  return tags[APP_TAG] === app && tags[STAGE_TAG] === stage;
}

/** The stack that the tags name as the owner; undefined if they name no valid stack. */
export function ownerOf(tags: Tags): StackName | undefined {
  const [app, stage] = [tags[APP_TAG], tags[STAGE_TAG]];
  return app !== undefined && stage !== undefined && isName("app", app) && isName("stage", stage)
    ? { app, stage }
    : undefined;
}

/** The version of todo-api that last deployed a resource. */
export function versionOf(tags: Tags): string | undefined {
  return tags[VERSION_TAG];
}

/** The desired tags that are missing or have a different value. */
export function tagsToUpdate(actual: Tags, desired: Tags): Tags {
  return Object.fromEntries(Object.entries(desired).filter(([key, value]) => actual[key] !== value));
}

/** Converts tags to the list that most services use. */
export function tagList(tags: Tags): { readonly Key: string; readonly Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function tagRecord(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Tags {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

/**
 * Throws if tags have a newer format than this version of todo-api can read: a resource whose tags may be misread must
 * not be changed.
 */
export function requireKnownFormat(kind: string, name: string, tags: Tags): void {
  const format = Number(tags[FORMAT_TAG] ?? FORMAT);
  if (!(format > FORMAT)) return;
  const version = versionOf(tags);
  throw new TodoApiError(
    "newer-format",
    EXIT.failure,
    `the tags of the ${kind} ${name} have format ${format}, but this version of todo-api reads formats up to ${FORMAT}; the ${kind} was not changed`,
    {
      details: { kind, name, format },
      next:
        version !== undefined && /^[\w.+-]+$/.test(version)
          ? [{ command: `npm install todo-api@${version}`, comment: "install the version that wrote the tags" }]
          : [],
    },
  );
}

/** The usual reason why a resource does not belong to the stack. */
export const OTHER_OWNER = "its tags do not name this stack as the owner";

/** The error for a resource that has the right name but another owner. Such a resource is never changed or deleted. */
export function foreignResource(kind: string, name: string, stack: StackName, why = OTHER_OWNER): TodoApiError {
  return new TodoApiError(
    FOREIGN_RESOURCE,
    EXIT.failure,
    `the ${kind} ${name} already exists and does not belong to the stack ${stackLabel(stack)}: ${why}; the ${kind} was not changed. Remove it, or choose another --app or --stage.`,
    { details: { kind, name } },
  );
}
