import { itemOperation } from "./item-operation.ts";

export const putItem = itemOperation("PutItem");
