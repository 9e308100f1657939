import { convergesSlowly } from "./converges-slowly.ts";

convergesSlowly(Array.from({ length: 100 }, (_, index) => 2 * index + 2));
