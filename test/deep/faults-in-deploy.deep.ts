import { firstDeploy } from "./scene.ts";
import { survivesFaults } from "./survives-faults.ts";

survivesFaults("a first deploy", await firstDeploy());
