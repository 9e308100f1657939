import type { Service } from "../service.ts";
import { createAlias, deleteAlias, listAliases } from "./alias-operations.ts";
import { deleteFunctionConcurrency, putFunctionConcurrency } from "./concurrency-operations.ts";
import { createFunction } from "./create-function.ts";
import { deleteFunction } from "./delete-function.ts";
import { getFunction, getFunctionConfiguration, listFunctions } from "./describe-functions.ts";
import { invoke } from "./invoke.ts";
import { addPermission, getPolicy, removePermission } from "./permission-operations.ts";
import { listTags, tagResource, untagResource } from "./tag-operations.ts";
import { updateFunctionCode } from "./update-function-code.ts";
import { updateFunctionConfiguration } from "./update-function-configuration.ts";
import { listVersionsByFunction, publishVersion } from "./version-operations.ts";

/**
 * AWS Lambda: functions with their code, versions, aliases, permissions, tags and reserved concurrency, and their
 * invocation.
 */
export const lambda: Service = {
  name: "lambda",
  validationError: "ValidationException",
  operations: {
    CreateFunction: createFunction,
    GetFunction: getFunction,
    GetFunctionConfiguration: getFunctionConfiguration,
    ListFunctions: listFunctions,
    PublishVersion: publishVersion,
    ListVersionsByFunction: listVersionsByFunction,
    CreateAlias: createAlias,
    ListAliases: listAliases,
    DeleteAlias: deleteAlias,
    UpdateFunctionCode: updateFunctionCode,
    UpdateFunctionConfiguration: updateFunctionConfiguration,
    DeleteFunction: deleteFunction,
    AddPermission: addPermission,
    RemovePermission: removePermission,
    GetPolicy: getPolicy,
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTags: listTags,
    PutFunctionConcurrency: putFunctionConcurrency,
    DeleteFunctionConcurrency: deleteFunctionConcurrency,
    Invoke: invoke,
  },
};
