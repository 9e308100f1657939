import { openStore, type Store } from "../../store.ts";

/** The service's records. */
export interface LogsData {
  readonly regions: Record<string, object>;
}

export function openLogsStore(directory: string | undefined): Store<LogsData> {
  return openStore<LogsData>(directory, "logs", { regions: {} });
}
