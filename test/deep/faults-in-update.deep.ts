import { updateOfEverything } from "./scene.ts";
import { survivesFaults } from "./survives-faults.ts";

survivesFaults("an update of everything", await updateOfEverything());
