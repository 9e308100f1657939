import type { Service } from "../service.ts";
import { getAccount, updateAccount } from "./account-operations.ts";
import { createApiKey, deleteApiKey, getApiKey, getApiKeys, updateApiKey } from "./api-keys/api-key-operations.ts";
import { createRestApi } from "./create-rest-api.ts";
import { createDeployment, deleteDeployment, getDeployment, getDeployments } from "./deployment-operations.ts";
import { getExport } from "./get-export.ts";
import { putRestApi } from "./put-rest-api.ts";
import { getIntegration, getMethod, getResource, getResources } from "./resource-operations.ts";
import { deleteRestApi, getRestApi, getRestApis, updateRestApi } from "./rest-api-operations.ts";
import { createStage, deleteStage, getStage, getStages, updateStage } from "./stage-operations.ts";
import { getTags, tagResource, untagResource } from "./tag-operations.ts";
import { updateMethod } from "./update-method.ts";
import { createUsagePlanKey, deleteUsagePlanKey, getUsagePlanKeys } from "./usage-plans/usage-plan-key-operations.ts";
import {
  createUsagePlan,
  deleteUsagePlan,
  getUsagePlan,
  getUsagePlans,
  updateUsagePlan,
} from "./usage-plans/usage-plan-operations.ts";

/** The control plane of API Gateway's REST APIs (v1). */
export const apigateway: Service = {
  name: "apigateway",
  validationError: "ValidationException",
  namesInput: true,
  operations: {
    CreateRestApi: createRestApi,
    GetRestApi: getRestApi,
    GetRestApis: getRestApis,
    PutRestApi: putRestApi,
    UpdateRestApi: updateRestApi,
    DeleteRestApi: deleteRestApi,
    GetResources: getResources,
    GetResource: getResource,
    GetMethod: getMethod,
    UpdateMethod: updateMethod,
    GetIntegration: getIntegration,
    CreateDeployment: createDeployment,
    GetDeployment: getDeployment,
    GetDeployments: getDeployments,
    DeleteDeployment: deleteDeployment,
    CreateStage: createStage,
    GetStage: getStage,
    GetStages: getStages,
    UpdateStage: updateStage,
    DeleteStage: deleteStage,
    GetExport: getExport,
    GetAccount: getAccount,
    UpdateAccount: updateAccount,
    CreateApiKey: createApiKey,
    GetApiKey: getApiKey,
    GetApiKeys: getApiKeys,
    UpdateApiKey: updateApiKey,
    DeleteApiKey: deleteApiKey,
    CreateUsagePlan: createUsagePlan,
    GetUsagePlan: getUsagePlan,
    GetUsagePlans: getUsagePlans,
    UpdateUsagePlan: updateUsagePlan,
    DeleteUsagePlan: deleteUsagePlan,
    CreateUsagePlanKey: createUsagePlanKey,
    GetUsagePlanKeys: getUsagePlanKeys,
    DeleteUsagePlanKey: deleteUsagePlanKey,
    TagResource: tagResource,
    UntagResource: untagResource,
    GetTags: getTags,
  },
};
