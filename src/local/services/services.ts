import type { ServiceName } from "../model/service-model.ts";
import { apigateway } from "./apigateway/service.ts";
import { dynamodb } from "./dynamodb/service.ts";
import { iam } from "./iam/service.ts";
import { lambda } from "./lambda/service.ts";
import { logs } from "./logs/service.ts";
import { s3 } from "./s3/service.ts";
import type { Service } from "./service.ts";
import { sts } from "./sts/service.ts";

/** The services, keyed by their names in AWS signatures. */
export const SERVICES: Readonly<Record<ServiceName, Service>> = { iam, sts, lambda, apigateway, dynamodb, s3, logs };
