import type { Service } from "../../service.ts";
import { createDeployment } from "./create-deployment.ts";
import { createRestApi } from "./create-rest-api.ts";
import { createStage } from "./create-stage.ts";
import { deleteDeployment } from "./delete-deployment.ts";
import { deleteRestApi } from "./delete-rest-api.ts";
import { deleteStage } from "./delete-stage.ts";
import { getAccount } from "./get-account.ts";
import { getDeployment } from "./get-deployment.ts";
import { getDeployments } from "./get-deployments.ts";
import { getExport } from "./get-export.ts";
import { getIntegration } from "./get-integration.ts";
import { getMethod } from "./get-method.ts";
import { getResource } from "./get-resource.ts";
import { getResources } from "./get-resources.ts";
import { getRestApi } from "./get-rest-api.ts";
import { getRestApis } from "./get-rest-apis.ts";
import { getStage } from "./get-stage.ts";
import { getStages } from "./get-stages.ts";
import { getTags } from "./get-tags.ts";
import { putRestApi } from "./put-rest-api.ts";
import { tagResource } from "./tag-resource.ts";
import { untagResource } from "./untag-resource.ts";
import { updateAccount } from "./update-account.ts";
import { updateRestApi } from "./update-rest-api.ts";
import { updateStage } from "./update-stage.ts";

/** API Gateway's REST APIs (v1): the control plane. The APIs themselves are served by `edge`. */
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
    TagResource: tagResource,
    UntagResource: untagResource,
    GetTags: getTags,
  },
};
