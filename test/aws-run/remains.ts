import { listBucketNames, listFunctionNames, listRoleNames, listTableNames } from "../../src/resources/list-names.ts";
import { listLogGroups } from "../../src/resources/log-group-listings.ts";
import { listRestApis } from "../../src/resources/rest-api/find-rest-api.ts";
import type { Step } from "./step.ts";

/** Fails if the services' own lists contain resources with the stack's name after everything was removed. */
export const NOTHING_REMAINS: Step = {
  name: "nothing remains",
  async run({ cloud: connect, stack: { app, stage } }) {
    const cloud = await connect();
    const label = `${app}-${stage}`;
    const groups = await listLogGroups(cloud.logs, {});
    const apis = await listRestApis(cloud.apigateway);
    const found = [
      ...(await listTableNames(cloud)),
      ...(await listFunctionNames(cloud)),
      ...(await listRoleNames(cloud)),
      ...(await listBucketNames(cloud)),
      ...groups.map(({ logGroupName = "" }) => logGroupName),
      ...apis.map(({ name = "" }) => name),
    ].filter((name) => name.includes(label));
    if (found.length > 0) throw new Error(`These remain: ${found.join(", ")}`);
  },
};
