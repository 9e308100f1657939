import type { Model } from "../api/model/model.ts";
import type { Fields } from "./item.ts";

/** The fields that a new item of the model must have and that are not there. */
export function missingFields(model: Model, fields: Fields): readonly string[] {
  return Object.keys(model.fields).filter(
    (name) => model.fields[name]?.required === true && fields[name] === undefined,
  );
}
