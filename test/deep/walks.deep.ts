import { test } from "vitest";
import { walkAll } from "./walk/walk.ts";

/** More of them: `TODO_API_WALKS=1000`. */
const WALKS = Number(process.env["TODO_API_WALKS"] ?? 120);

test(
  "after any events, a deploy repairs the stack, a destroy leaves nothing, and other owners' resources stay",
  {
    timeout: 1_200_000,
  },
  () => walkAll(WALKS),
);
