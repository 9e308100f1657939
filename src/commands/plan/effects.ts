import { checkModel } from "../../api/model/check-model.ts";
import type { Model } from "../../api/model/model.ts";
import type { Cloud } from "../../aws/cloud.ts";
import { tableName } from "../../aws/names.ts";
import { resolveSettings, type StackSettings, settingsInForce } from "../../config/stack-settings.ts";
import type { Observed } from "../../engine/observe.ts";
import type { Stack } from "../../stack/stack.ts";
import { parseJson } from "../../text/json-object.ts";
import { itemCountText } from "../destroy/item-count-text.ts";
import { surveyData } from "../destroy/survey-data.ts";

/** What a deploy would change for those who call the API, and for the items: a sentence each. Counts the items where their model changes. */
export async function findEffects(cloud: Cloud, stack: Stack, { states }: Observed): Promise<readonly string[]> {
  const table = states.of(stack.table);
  if (!states.of(stack.restApi) || !table) return [];
  const before = resolveSettings(settingsInForce({}, table.tags, tableName(stack.name)), stack.name);
  const model = deployedModelIn(stack, states);
  return [
    ...settingEffects(before, stack.settings),
    ...(model && JSON.stringify(model.fields) !== JSON.stringify(stack.model.fields)
      ? [await modelEffect(cloud, stack, model)]
      : []),
  ];
}

function settingEffects(before: StackSettings, after: StackSettings): readonly string[] {
  const clear = after.allowClear ? "DELETE /items will delete all items." : "DELETE /items will be rejected.";
  const website = after.website === "none" ? "The page will be removed." : "A page will be served to everyone.";
  const protect = after.protect
    ? "The items will be protected: deletion protection and point-in-time recovery."
    : "The items will no longer be protected.";
  return [
    ...(before.allowClear === after.allowClear ? [] : [clear]),
    ...(before.website === after.website ? [] : [website]),
    ...((before.protect ?? false) === (after.protect ?? false) ? [] : [protect]),
  ];
}

function deployedModelIn({ functions }: Stack, states: Observed["states"]): Model | undefined {
  const texts = functions.flatMap((lambda) => states.of(lambda)?.settings.Environment.Variables["MODEL"] ?? []);
  return texts.map((text) => checkModel(parseJson(text)).model).find((model) => model !== undefined);
}

async function modelEffect(cloud: Cloud, stack: Stack, before: Model): Promise<string> {
  const { items } = await surveyData(stack, cloud);
  const [old, now] = [Object.keys(before.fields), Object.keys(stack.model.fields)];
  const gained = now.filter((name) => !old.includes(name));
  const lost = old.filter((name) => !now.includes(name));
  const changed = now.filter(
    (name) => old.includes(name) && JSON.stringify(before.fields[name]) !== JSON.stringify(stack.model.fields[name]),
  );
  const parts = [
    ...(gained.length > 0 ? [`gains ${gained.join(", ")}`] : []),
    ...(lost.length > 0 ? [`loses ${lost.join(", ")} (kept in the table, not shown)`] : []),
    ...(changed.length > 0 ? [`has other rules for ${changed.join(", ")}`] : []),
  ];
  const named = before.name === stack.model.name ? stack.model.name : `${before.name} -> ${stack.model.name}`;
  const effect = parts.length > 0 ? parts.join(", ") : "keeps its fields";
  return `The model ${named} changes for a table with ${itemCountText(items)}: every item ${effect}.`;
}
