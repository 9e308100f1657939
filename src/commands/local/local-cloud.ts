import { STATE_FOLDER } from "../../files/state-folder.ts";

/** The first line that the `local` commands print: the local cloud that they use. */
export const LOCAL_CLOUD = `the local cloud (${STATE_FOLDER}/local)`;
