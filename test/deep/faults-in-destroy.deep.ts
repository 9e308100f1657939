import { wholeDestroy } from "./scene.ts";
import { survivesFaults } from "./survives-faults.ts";

survivesFaults("a destroy", await wholeDestroy());
