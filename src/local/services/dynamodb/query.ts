import { itemOperation } from "./item-operation.ts";

export const query = itemOperation("Query");
