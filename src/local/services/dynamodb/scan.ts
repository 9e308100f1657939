import { itemOperation } from "./item-operation.ts";

export const scan = itemOperation("Scan");
