import { existsSync, readdirSync } from "node:fs";
import type { LocalCloud } from "../../cloud.ts";
import { LocalStateError } from "../../state/store.ts";
import { createEngineTable, dropEngineTable, listEngineTables } from "./engine-table.ts";
import { engineNameOf, type TableRecord } from "./store.ts";

/**
 * Reconciles the records with the engine when the local cloud starts. Removes tables whose creation or deletion was
 * interrupted. If a region's folder is missing, recreates its tables without items. Throws LocalStateError if a folder
 * lacks a table or cannot be read.
 */
export async function settleTables(cloud: LocalCloud): Promise<void> {
  const { data, save } = cloud.dynamodb;
  const regions = new Set([...Object.keys(data.regions), ...data.unsettled.map(({ region }) => region)]);
  for (const region of regions) await settleRegion(cloud, region);
  if (data.unsettled.length === 0) return;
  data.unsettled.length = 0;
  save();
}

async function settleRegion(cloud: LocalCloud, region: string): Promise<void> {
  const { regions, unsettled } = cloud.dynamodb.data;
  const unfinished = new Set(unsettled.filter((one) => one.region === region).map(({ engineName }) => engineName));
  const tables = regions[region] ?? {};
  for (const table of Object.values(tables))
    if (table.deletedAt === undefined && unfinished.has(engineNameOf(table))) delete tables[table.name];
  const kept = Object.values(tables).filter(({ deletedAt }) => deletedAt === undefined);
  const folder = cloud.tables.folderOf(region);
  const isNew = folder === undefined || !existsSync(folder);
  if (isNew && kept.length === 0) return;
  try {
    if (!isNew) refuseWithoutCurrent(folder);
    for (const name of unfinished) await dropEngineTable(cloud.tables, region, name);
    const found = isNew ? undefined : await listEngineTables(cloud.tables, region);
    for (const table of kept)
      if (!found) await createEngineTable(cloud.tables, region, definitionOf(table));
      else if (!found.has(engineNameOf(table))) throw new Error(`the table ${table.name} is missing`);
  } catch (error) {
    throw damaged(folder ?? "", kept, error);
  }
}

/**
 * Rejects a database whose CURRENT file is missing. LevelDB would create a new database and delete the old one's files.
 */
function refuseWithoutCurrent(folder: string): void {
  const files = readdirSync(folder);
  if (!files.includes("CURRENT") && files.some((name) => /^MANIFEST-|\.(ldb|log)$/.test(name)))
    throw new Error("its CURRENT file is missing");
}

function definitionOf({ attributes, key, billing, ...table }: TableRecord) {
  return {
    TableName: engineNameOf({ attributes, key, billing, ...table }),
    AttributeDefinitions: attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: key.map(({ name, type }) => ({ AttributeName: name, KeyType: type })),
    ...(billing.mode === "PAY_PER_REQUEST"
      ? { BillingMode: billing.mode }
      : { ProvisionedThroughput: { ReadCapacityUnits: billing.readUnits, WriteCapacityUnits: billing.writeUnits } }),
  };
}

function damaged(folder: string, tables: readonly TableRecord[], cause: unknown): LocalStateError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const names = tables.map(({ name }) => name).join(", ");
  const aside = tables.length === 0 ? "move it elsewhere" : `move it elsewhere to start with empty tables (${names})`;
  return new LocalStateError(
    folder,
    `the folder ${folder}, which contains the items of local tables, cannot be used (${why}). Restore it from a backup, or ${aside}; everything else is kept.`,
    { cause },
  );
}
