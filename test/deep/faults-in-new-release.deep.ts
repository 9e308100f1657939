import { newRelease } from "./scene.ts";
import { survivesFaults } from "./survives-faults.ts";

survivesFaults("a deploy of a new release", await newRelease());
