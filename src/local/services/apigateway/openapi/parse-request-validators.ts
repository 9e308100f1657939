import type { JsonObject } from "../../../../text/json.ts";
import type { RequestValidator } from "../definition.ts";
import { randomId } from "../random-id.ts";
import { readFlag, readObject } from "./read-json.ts";

/** Parses `x-amazon-apigateway-request-validators`: validators, keyed by name. */
export function parseRequestValidators(document: JsonObject): Readonly<Record<string, RequestValidator>> {
  const where = "x-amazon-apigateway-request-validators";
  return Object.fromEntries(
    Object.entries(readObject(document[where], where)).map(([name, value]) => {
      const validator = readObject(value, `${where}.${name}`);
      return [
        name,
        {
          id: randomId(6),
          validateRequestBody: readFlag(validator.validateRequestBody, `${where}.${name}.validateRequestBody`),
          validateRequestParameters: readFlag(
            validator.validateRequestParameters,
            `${where}.${name}.validateRequestParameters`,
          ),
        },
      ];
    }),
  );
}
