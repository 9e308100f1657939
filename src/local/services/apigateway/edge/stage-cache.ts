import type { LocalCloud } from "../../../cloud.ts";
import { findApi, findStage } from "../records.ts";
import type { StageRecord } from "../store.ts";
import { compileStage } from "./compile-stage.ts";
import type { CompiledStage } from "./compiled-stage.ts";
import { stageNow } from "./stage-now.ts";

/** Finds the stage that responds to a request; undefined if there is none. */
export interface StageCache {
  find(region: string, restApiId: string, name: string): CompiledStage | undefined;
}

/** Creates a cache of compiled stages. A change to a stage replaces its record, so the stage is compiled again. */
export function createStageCache(cloud: () => LocalCloud): StageCache {
  const compiled = new WeakMap<StageRecord, CompiledStage>();
  return {
    find(region, restApiId, name) {
      const api = findApi(cloud(), region, restApiId);
      const found = api && findStage(api, name);
      const stage = found && stageNow(cloud(), `${api.name} ${name}`, found);
      if (!api || !stage || api.disableExecuteApiEndpoint) return undefined;
      const known = compiled.get(stage);
      if (known) return known;
      const result = compileStage(cloud(), { region, api, stage });
      if (result) compiled.set(stage, result);
      return result;
    },
  };
}
