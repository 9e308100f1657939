import { newRelease } from "./scene.ts";
import { survivesFaults } from "./survives-faults.ts";

const scene = await newRelease();
// How a deploy reads is struck in a first deploy and in an update of everything.
survivesFaults("a deploy of a new release", scene, scene.firstWrite);
