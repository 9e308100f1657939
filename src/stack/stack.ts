import type { Model } from "../api/model/model.ts";
import type { Tags } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import { existingRoleOf } from "../config/existing-roles.ts";
import type { StackSettings } from "../config/stack-settings.ts";
import type { Resource, StandaloneResource } from "../engine/resource.ts";
import type { FunctionState } from "../resources/function/function.ts";
import type { Release } from "../resources/release.ts";
import type { AccountState } from "../resources/rest-api/account.ts";
import { actionsIn } from "../resources/rest-api/api-tags.ts";
import type { DeploymentState } from "../resources/rest-api/deployment.ts";
import type { RestApiState } from "../resources/rest-api/rest-api.ts";
import type { StageState } from "../resources/rest-api/stage.ts";
import type { BucketState } from "../resources/site/read-bucket.ts";
import type { TableState } from "../resources/table/table-state.ts";
import type { ApiKeyState } from "../resources/usage-plan/api-key.ts";
import { type ActionResources, actionResources, obsoleteActions, resourcesOfObsolete } from "./action-resources.ts";
import { accessLogGroup, apiDefinition, apiDeployment, apiLogsRole, apiStage } from "./api-resources.ts";
import { itemsTable } from "./items-table.ts";
import { type KeyResources, keyResources, obsoleteKeyResources } from "./key-resources.ts";
import { contentOf, isServedBy, type StackContent, type StackInput, settingsBefore } from "./stack-content.ts";
import { obsoleteBucket, websiteBucket, websiteFiles } from "./website-resources.ts";

/** The stack with these settings, to deploy or remove. */
export function todoStack(input: StackInput): Stack {
  const content = contentOf(input);
  return toStack(content, listResources(content));
}

/** Lists all resources of a stack, with their dependencies. */
function listResources(content: StackContent) {
  const isKeyRequired = requiresKey(content);

  const table = itemsTable(content, { usedBy: () => itemFunctions });
  const accessLog = accessLogGroup(content);
  // The table, whose tags store the settings, and the API, whose tags store the releases, are updated before the
  // functions, so that a later run can continue an interrupted run. The table is removed after the API: if a destroy is
  // interrupted, a tag on the table shows that the destroy has begun.
  const restApi = { ...apiDefinition(content, { accessLog, updateAfter: [table] }), removedBefore: [table] };
  const actions = content.functions.map((one) =>
    actionResources(content, one, { restApi, updateAfter: [table, restApi] }),
  );
  const itemFunctions = actions.map(({ lambda }) => lambda).filter(({ action }) => action !== "website");
  const account = apiLogsRole(content, { functions: actions.map(({ lambda }) => lambda) });
  const deployment = apiDeployment(content, { restApi });
  const keys = keyResources(content, { restApi, deployment });
  // The stage is updated after the usage plan: until the plan has the key, the stage must not require one.
  const stage: Resource<StageState> = {
    ...apiStage(content, { restApi, deployment, account, accessLog, actions }),
    updateAfter: isKeyRequired ? [keys.usagePlan] : [],
  };
  const keyed = isKeyRequired
    ? [keys.apiKey, keys.usagePlan]
    : obsoleteKeyResources(content, keys, { restApi, needs: [stage] });
  const bucket = websiteBucket(content, { updateAfter: [table] });
  const page = websiteFiles(content, { bucket, restApi });
  // An obsolete bucket is removed after the stage is updated, because the API may serve the page from then on.
  const website = hasBucket(content)
    ? [bucket, page]
    : [obsoleteBucket(content, { bucket, updateAfter: [table, stage] })];
  const obsolete = obsoleteActions(content, { restApi, needs: [stage] });

  return {
    table,
    accessLog,
    account,
    restApi,
    deployment,
    actions,
    keys,
    keyed,
    stage,
    bucket,
    page,
    website,
    obsolete,
  };
}

function requiresKey({ input }: StackContent): boolean {
  return input.settings.auth === "api-key";
}

function hasBucket({ input }: StackContent): boolean {
  return isServedBy(input, "s3");
}

type Listed = ReturnType<typeof listResources>;

function toStack(content: StackContent, listed: Listed): Stack {
  const { input, functions, release } = content;
  const { table, accessLog, account, restApi, deployment, actions, keys, keyed, stage, website, obsolete } = listed;
  const bucket = hasBucket(content) ? listed.bucket : undefined;
  const apiKey = requiresKey(content) ? keys.apiKey : undefined;
  const perAction = actions.flatMap(({ log, executionRole, lambda, allowed }) => [log, executionRole, lambda, allowed]);
  const obsoleteRoles = actions.flatMap((one) => one.obsolete);
  const optional = [...(bucket ? [bucket] : []), ...(apiKey ? [apiKey, keys.usagePlan] : [])];
  const before = [table, accessLog, account, restApi, deployment];
  return {
    resources: [...before, ...perAction, ...keyed, stage, ...website, ...obsoleteRoles, obsolete],
    added: addedBySettings(content, listed),
    name: input.name,
    model: input.model,
    settings: input.settings,
    settingTags: input.settingTags,
    release,
    table,
    restApi,
    deployment,
    account,
    functions: actions.map(({ lambda }) => lambda),
    bucket,
    apiKey,
    keys,
    tagged: [table, accessLog, restApi, ...actions.flatMap(taggedOf), ...optional],
    resourcesOfObsolete: (action) => resourcesOfObsolete(content, action, restApi),
    obsoleteActionsIn: (apiTags) =>
      actionsIn(apiTags).filter((action) => !functions.some((known) => known.action === action)),
  };
}

function addedBySettings({ input }: StackContent, { keys, bucket, page, actions }: Listed): readonly Resource[] {
  const before = settingsBefore(input);
  if (before === undefined) return [];
  return [
    ...(before.auth === "api-key" ? [] : [keys.apiKey, keys.usagePlan]),
    ...(before.website === "s3" ? [] : [bucket, page]),
    ...actions.flatMap(({ ownRole, lambda: { action = "" } }) =>
      existingRoleOf(before, action) === undefined ? [] : [ownRole],
    ),
  ];
}

function taggedOf({ log, ownRole, lambda, obsolete }: ActionResources): Stack["tagged"] {
  return obsolete.length > 0 ? [log, lambda] : [log, ownRole, lambda];
}

/** A stack: its settings, its resources, and the release that a deploy creates. */
export interface Stack {
  readonly name: StackName;
  readonly model: Model;
  readonly settings: StackSettings;
  /** The tags that store all settings that have ever been given. */
  readonly settingTags: Tags;
  readonly resources: readonly Resource[];
  /** The resources that the settings of the last deploy did not include, whether or not this stack includes them. */
  readonly added: readonly Resource[];
  readonly table: StandaloneResource<TableState>;
  readonly restApi: StandaloneResource<RestApiState>;
  readonly deployment: Resource<DeploymentState>;
  readonly account: StandaloneResource<AccountState>;
  readonly functions: readonly Resource<FunctionState>[];
  /** Undefined if the page is not in S3. */
  readonly bucket: StandaloneResource<BucketState> | undefined;
  /** Undefined if the API requires no key. */
  readonly apiKey: StandaloneResource<ApiKeyState> | undefined;
  /** The key and the usage plan, even if this stack's API requires no key: an earlier release may require one. */
  readonly keys: KeyResources;
  /** The code, settings, permissions and API that this version of todo-api deploys. */
  readonly release: Release;
  /** The resources that have the stack's tags. */
  readonly tagged: readonly Resource<{ readonly tags: Tags }>[];
  /** Returns the actions that the stack no longer has but whose functions still exist, according to the API's tags. */
  obsoleteActionsIn(apiTags: Tags): readonly string[];
  /** Returns the function, role and log group for an action that the stack no longer has. */
  resourcesOfObsolete(action: string): readonly Resource[];
}
