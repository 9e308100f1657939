import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateRestApiCommand,
  type CreateRestApiCommandInput,
  PutRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import type { LocalCloudOptions } from "../../../src/local/start-local-cloud.ts";
import { startTestCloud, type TestCloud } from "../../support/local-cloud.ts";

/** A local cloud with helpers for creating APIs. */
export interface ApiCloud {
  readonly test: TestCloud;
  readonly gateway: APIGatewayClient;
  createApi(more?: Partial<CreateRestApiCommandInput>): Promise<string>;
  importApi(restApiId: string, document: object | string): Promise<void>;
  deploy(restApiId: string, stageName?: string): Promise<string>;
  /** Creates an API from the document, deployed as `dev`; returns its ID and `http://127.0.0.1:<port>/dev`. */
  serve(document: object): Promise<ServedApi>;
}

export interface ServedApi {
  readonly id: string;
  readonly url: string;
}

export async function startApiCloud(options: LocalCloudOptions = {}): Promise<ApiCloud> {
  return apiCloudOf(await startTestCloud(options));
}

/** The same for a running local cloud. */
export function apiCloudOf(test: TestCloud): ApiCloud {
  const gateway = new APIGatewayClient(test.clientConfig);
  const api: ApiCloud = {
    test,
    gateway,
    async createApi(more = {}) {
      const endpointConfiguration = { types: ["REGIONAL" as const] };
      const { id = "" } = await gateway.send(new CreateRestApiCommand({ name: "api", endpointConfiguration, ...more }));
      return id;
    },
    async importApi(restApiId, document) {
      const body = Buffer.from(typeof document === "string" ? document : JSON.stringify(document));
      await gateway.send(new PutRestApiCommand({ restApiId, mode: "overwrite", body }));
    },
    async deploy(restApiId, stageName = "dev") {
      const { id = "" } = await gateway.send(new CreateDeploymentCommand({ restApiId, stageName }));
      return id;
    },
    async serve(document) {
      const id = await api.createApi();
      await api.importApi(id, document);
      await api.deploy(id);
      return { id, url: `${test.cloud.edge.urlOf(id)}/dev` };
    },
  };
  return api;
}
