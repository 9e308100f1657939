import { type DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { type OutputFile, openOutputFile } from "../output-file.ts";
import { allItems } from "./survey-data.ts";

/** Saves every item in a table as a line of JSON, oldest first; returns the number of items. */
export async function exportItems(dynamodb: DynamoDBClient, table: string, target: OutputFile): Promise<number> {
  const file = await openOutputFile(target);
  let count = 0;
  try {
    for await (const { Items = [] } of paginateQuery({ client: dynamodb }, allItems(table))) {
      const lines = Items.map((record) => {
        const { pk: _, ...item } = unmarshall(record);
        return `${JSON.stringify(item)}\n`;
      });
      await file.write(lines.join(""));
      count += lines.length;
    }
    await file.finish();
    return count;
  } finally {
    await file.abandon();
  }
}
