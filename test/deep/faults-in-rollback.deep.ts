import { wholeRollback } from "./scene.ts";
import { survivesFaults } from "./survives-faults.ts";

survivesFaults("a rollback", await wholeRollback());
