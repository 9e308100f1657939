import { STATE_FOLDER } from "../../files/state-folder.ts";

/** What the `local` commands say first: what they are about to touch. */
export const LOCAL_CLOUD = `the local cloud (${STATE_FOLDER}/local)`;
