import type { ServiceModel } from "../model/service-model.ts";
import { json } from "./json.ts";
import type { Protocol } from "./protocol.ts";
import { query } from "./query.ts";
import { restJson } from "./rest-json.ts";
import { restXml } from "./rest-xml.ts";

/** The wire protocols by their names in AWS's models. */
export const PROTOCOLS: Readonly<Record<ServiceModel["protocol"], Protocol>> = {
  json,
  query,
  "rest-json": restJson,
  "rest-xml": restXml,
};
