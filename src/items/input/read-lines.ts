import type { Model } from "../../api/model/model.ts";
import { headingField } from "../../api/model/roles.ts";
import type { InputRecord } from "./input-record.ts";

/** Text: each line that is not blank is the heading of an item. */
export function readLines(text: string, model: Model): readonly InputRecord[] {
  const heading = headingField(model);
  return text.split(/\r\n|\r|\n/).flatMap((line, index) => {
    if (line.trim() === "") return [];
    return [{ line: index + 1, text: line, fields: { [heading]: line.trim() }, faults: [] }];
  });
}
