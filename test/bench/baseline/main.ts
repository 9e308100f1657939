// `node baseline.mjs <create, read or remove> <recipe.json>`: the minimum work of a deploy, a deploy without changes
// and a destroy, with the SDK alone and as concurrently as possible.
import { readFileSync } from "node:fs";
import { clientsFor } from "./clients.ts";
import { createAll } from "./create-all.ts";
import { readAll } from "./read-all.ts";
import type { Recipe } from "./recipe.ts";
import { removeAll } from "./remove-all.ts";

const [command = "", file = ""] = process.argv.slice(2);
const recipe: Recipe = JSON.parse(readFileSync(file, "utf8"));
const run = { create: createAll, read: readAll, remove: removeAll }[command];
if (!run) throw new Error(`unknown command ${command}`);
await run(clientsFor(recipe), recipe);
