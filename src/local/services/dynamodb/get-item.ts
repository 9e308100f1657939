import { itemOperation } from "./item-operation.ts";

export const getItem = itemOperation("GetItem");
