import type { Call } from "../operation.ts";

/**
 * Notes on disk that a table of the engine is being created or deleted: if the local cloud is killed before that is
 * done, its next start removes the table. Returns a function that removes the note. If the disk is full, throws without
 * leaving a note.
 */
export function noteUnsettled({ cloud, region }: Call, engineName: string): () => void {
  const { data, save } = cloud.dynamodb;
  const note = { region, engineName };
  data.unsettled.push(note);
  const settled = () => void data.unsettled.splice(data.unsettled.indexOf(note), 1);
  try {
    save();
  } catch (error) {
    settled();
    throw error;
  }
  return settled;
}
