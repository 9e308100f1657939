import { newRelease } from "./scene.ts";
import { survivesFaults } from "./survives-faults.ts";

const scene = await newRelease();
// Faults in a deploy's reads are tested in a first deploy and in an update of everything.
survivesFaults("a deploy of a new release", scene, scene.firstWrite);
