import { itemOperation } from "./item-operation.ts";

export const deleteItem = itemOperation("DeleteItem");
