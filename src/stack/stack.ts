import type { Model } from "../api/model/model.ts";
import type { Tags } from "../aws/ownership.ts";
import type { StackName } from "../aws/stack-name.ts";
import type { StackSettings } from "../config/stack-settings.ts";
import type { Resource, StandaloneResource } from "../engine/resource.ts";
import type { FunctionState } from "../resources/function/function.ts";
import type { Release } from "../resources/release.ts";
import type { AccountState } from "../resources/rest-api/account.ts";
import { actionsIn } from "../resources/rest-api/actions-tag.ts";
import type { RestApiState } from "../resources/rest-api/rest-api.ts";
import type { StageState } from "../resources/rest-api/stage.ts";
import type { BucketState } from "../resources/site/read-bucket.ts";
import type { TableState } from "../resources/table/table-state.ts";
import type { ApiKeyState } from "../resources/usage-plan/api-key.ts";
import { accessLogGroup, apiDefinition, apiDeployment, apiLogsRole, apiStage } from "./api-resources.ts";
import { actionResources, obsoleteActions, resourcesOfObsolete } from "./function-resources.ts";
import { itemsTable } from "./items-table.ts";
import { type KeyResources, keyResources, obsoleteKeyResources } from "./key-resources.ts";
import { contentOf, isServedBy, type StackInput } from "./stack-content.ts";
import { obsoleteBucket, websiteBucket, websiteFiles } from "./website-resources.ts";

/**
 * THE list: every resource of a stack, and which others come before it. The other files of this folder show the fields
 * of each.
 */
export function todoStack(input: StackInput): Stack {
  const content = contentOf(input);
  const hasBucket = isServedBy(input, "s3");

  const table = itemsTable(content);
  const accessLog = accessLogGroup(content);
  // Updates start with the table, whose tags keep the settings, and the API, whose tags keep the releases: from them,
  // an interrupted deploy or rollback continues.
  // While the API exists, the table does: its tags show that the other parts were removed by a destroy.
  const restApi = { ...apiDefinition(content, { accessLog, updateAfter: [table] }), removedBefore: [table] };
  // Per action: log group, role, function, permission.
  const actions = content.functions.map((one) => actionResources(content, one, { restApi, updateAfter: [restApi] }));
  const functions = actions.map(({ lambda }) => lambda);
  const account = apiLogsRole(content, { functions });
  const deployment = apiDeployment(content, { restApi });
  const requiresKey = input.settings.auth === "api-key";
  const keys = keyResources(content, { restApi, deployment });
  // The stage requires a key only after the plan admits it.
  const stage: Resource<StageState> = {
    ...apiStage(content, { restApi, deployment, account, accessLog, actions }),
    updateAfter: requiresKey ? [keys.usagePlan] : [],
  };
  const keyed = requiresKey
    ? [keys.apiKey, keys.usagePlan]
    : obsoleteKeyResources(content, keys, { restApi, needs: [stage] });
  const bucket = websiteBucket(content, { updateAfter: [table] });
  const page = websiteFiles(content, { bucket, restApi });
  // The API serves the page before the bucket is removed.
  const website = hasBucket ? [bucket, page] : [obsoleteBucket(content, { bucket, updateAfter: [table, stage] })];
  const obsolete = obsoleteActions(content, { restApi, needs: [stage] });

  const perAction = actions.flatMap(({ log, executionRole, lambda, allowed }) => [log, executionRole, lambda, allowed]);
  const taggedPerAction = actions.flatMap(({ log, ownRole, lambda, obsolete }) => [
    log,
    ...(obsolete.length > 0 ? [] : [ownRole]),
    lambda,
  ]);
  const obsoleteRoles = actions.flatMap(({ obsolete }) => obsolete);
  return {
    resources: [
      table,
      accessLog,
      account,
      restApi,
      deployment,
      ...perAction,
      ...keyed,
      stage,
      ...website,
      ...obsoleteRoles,
      obsolete,
    ],
    name: input.name,
    model: input.model,
    settings: input.settings,
    release: content.release,
    table,
    restApi,
    account,
    functions,
    bucket: hasBucket ? bucket : undefined,
    apiKey: requiresKey ? keys.apiKey : undefined,
    keys,
    tagged: [
      table,
      accessLog,
      restApi,
      ...taggedPerAction,
      ...(hasBucket ? [bucket] : []),
      ...(requiresKey ? [keys.apiKey, keys.usagePlan] : []),
    ],
    resourcesOfObsolete: (action) => resourcesOfObsolete(content, action, restApi),
    obsoleteActionsIn: (apiTags) =>
      actionsIn(apiTags).filter((action) => !content.functions.some((known) => known.action === action)),
  };
}

/** What is deployed. */
export interface Stack {
  readonly name: StackName;
  /** The kind of record that it keeps. */
  readonly model: Model;
  readonly settings: StackSettings;
  readonly resources: readonly Resource[];
  readonly table: StandaloneResource<TableState>;
  readonly restApi: StandaloneResource<RestApiState>;
  readonly account: StandaloneResource<AccountState>;
  readonly functions: readonly Resource<FunctionState>[];
  /** Undefined in a stack whose page is not in S3. */
  readonly bucket: StandaloneResource<BucketState> | undefined;
  /** Undefined in a stack whose API requires no key. */
  readonly apiKey: StandaloneResource<ApiKeyState> | undefined;
  /** The key and the usage plan of a release that requires a key, even if this one does not. */
  readonly keys: KeyResources;
  /** The code, settings, permissions and API that this version of the tool deploys. */
  readonly release: Release;
  /** The resources that carry the stack's tags. */
  readonly tagged: readonly Resource<{ readonly tags: Tags }>[];
  /** Returns the actions that the stack no longer has but whose functions still exist, according to the API's tags. */
  obsoleteActionsIn(apiTags: Tags): readonly string[];
  /** Returns the function, role and log group of such an action. */
  resourcesOfObsolete(action: string): readonly Resource[];
}
