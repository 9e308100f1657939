import type { Clock } from "../../clock.ts";
import type { LogStorage } from "./log-storage.ts";

export function createLogStorage(_directory: string | undefined, _clock: Clock): LogStorage {
  return { append: () => {}, read: () => [], drop: () => {} };
}
