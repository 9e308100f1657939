import type { Call } from "../operation.ts";

/**
 * Saves a note that the engine is creating or deleting a table, and returns a function that removes the note. If the
 * note cannot be saved, removes it and throws.
 */
export function noteUnsettled({ cloud, region }: Call, engineName: string): () => void {
  const { data, save } = cloud.dynamodb;
  const note = { region, engineName };
  data.unsettled.push(note);
  const removeNote = () => void data.unsettled.splice(data.unsettled.indexOf(note), 1);
  try {
    save();
  } catch (error) {
    removeNote();
    throw error;
  }
  return removeNote;
}
