import { itemOperation } from "./item-operation.ts";

export const updateItem = itemOperation("UpdateItem");
