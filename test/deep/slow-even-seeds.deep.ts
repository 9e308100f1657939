import { convergesSlowly } from "./converges-slowly.ts";

convergesSlowly(Array.from({ length: 60 }, (_, index) => 2 * index + 2));
