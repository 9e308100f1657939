import { STATE_FOLDER } from "../../files/state-folder.ts";

/** The first line of the `local` commands: the local cloud that they use. */
export const LOCAL_CLOUD = `the local cloud (${STATE_FOLDER}/local)`;
