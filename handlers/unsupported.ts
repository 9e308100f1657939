import { type ApiEvent, header } from "./api-event.ts";
import type { Model } from "./model.ts";
import { badRequest, type Fault, quote } from "./problem.ts";

/** The query parameters and preconditions that the routes of a function support. */
export interface Supported {
  /** The query parameters of GET and HEAD on the collection. Other routes do not support query parameters. */
  readonly listParameters?: (model: Model) => readonly string[];
  /** Whether the routes for a single item support If-Match. */
  readonly ifMatch?: boolean;
}

const PRECONDITIONS = ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range"];

/**
 * Throws a 400 if a request has unsupported or repeated query parameters, or is a write with unsupported preconditions;
 * the error lists all of them.
 */
export function rejectUnsupported(event: ApiEvent, model: Model, supports: Supported): void {
  const faults = [...findQueryFaults(event, model, supports), ...findPreconditionFaults(event, supports)];
  if (faults.length > 0) throw badRequest(faults);
}

function findQueryFaults(event: ApiEvent, model: Model, { listParameters }: Supported): readonly Fault[] {
  const known = isRead(event) && isCollection(event) ? (listParameters?.(model) ?? []) : [];
  const all = { ...event.queryStringParameters, ...event.multiValueQueryStringParameters };
  return Object.keys(all).flatMap((parameter): readonly Fault[] => {
    if (!known.includes(parameter)) {
      const supported = known.length > 0 ? `the supported ones are ${known.join(", ")}` : "this route supports none";
      return [{ parameter, detail: `unknown query parameter ${quote(parameter)}; ${supported}` }];
    }
    const times = event.multiValueQueryStringParameters?.[parameter]?.length ?? 1;
    return times > 1 ? [{ parameter, detail: `${parameter} must be given once, not ${times} times` }] : [];
  });
}

// A read that ignores a precondition, at worst, transfers more data than necessary (RFC 9110 section 13.1). A write
// that ignored a precondition could overwrite or delete a version that the caller has not seen.
function findPreconditionFaults(event: ApiEvent, { ifMatch = false }: Supported): readonly Fault[] {
  if (isRead(event)) return [];
  return PRECONDITIONS.filter((name) => header(event, name.toLowerCase()) !== undefined).flatMap((name) => {
    if (name === "If-Match" && ifMatch && !isCollection(event)) return [];
    return [{ header: name, detail: `${event.httpMethod} ${event.resource} does not support ${name}` }];
  });
}

function isRead({ httpMethod }: ApiEvent): boolean {
  return httpMethod === "GET" || httpMethod === "HEAD";
}

function isCollection({ resource }: ApiEvent): boolean {
  return resource === "/items";
}
