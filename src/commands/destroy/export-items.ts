import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { access, link, open, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { EXIT, TodoApiError, usageError } from "../../errors.ts";
import { allItems } from "./survey-data.ts";

/** Refuses a file that items cannot be saved to, before anything is touched. */
export async function checkExportFile(folder: string, file: string): Promise<string> {
  const path = resolve(folder, file);
  if (await canAccess(path, constants.F_OK))
    throw usageError(`The file ${file} exists already, and is not overwritten: name another one for --export.`);
  if (!(await canAccess(dirname(path), constants.W_OK)))
    throw usageError(`The items cannot be saved to ${file}: its folder does not exist or cannot be written to.`);
  return path;
}

/**
 * Saves every item of a table as a line of JSON, the oldest first, and answers how many there were. The file appears when it is complete and on the disk;
 * after a failure there is none.
 */
export async function exportItems(dynamodb: DynamoDBClient, table: string, path: string): Promise<number> {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    const items = await writeItems(dynamodb, table, partial);
    // A link is refused where a file of that name has come meanwhile; a renaming would replace it.
    await link(partial, path);
    return items;
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new TodoApiError(
      "export-failed",
      EXIT.failure,
      `The items could not be saved to ${path}: ${error.message}. Nothing was removed.`,
      { cause: error },
    );
  } finally {
    await rm(partial, { force: true });
  }
}

async function writeItems(dynamodb: DynamoDBClient, table: string, path: string): Promise<number> {
  const file = await open(path, "wx", 0o600);
  let count = 0;
  try {
    for await (const { Items = [] } of paginateQuery({ client: dynamodb }, allItems(table))) {
      const lines = Items.map((record) => {
        const { pk: _, ...item } = unmarshall(record);
        return `${JSON.stringify(item)}\n`;
      });
      await file.appendFile(lines.join(""));
      count += lines.length;
    }
    await file.sync();
    return count;
  } finally {
    await file.close();
  }
}

async function canAccess(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
