import type { ApiEvent } from "./http.ts";
import type { Model } from "./model.ts";
import { badRequest, type Fault } from "./problem.ts";
import { header } from "./request.ts";

/** What the routes of a function support beyond path and body. */
export interface Supported {
  /** The query parameters of GET and HEAD on the collection; no other route has any. */
  readonly listParameters?: (model: Model) => readonly string[];
  /** Whether the routes of one item support If-Match. */
  readonly ifMatch?: boolean;
}

const PRECONDITIONS = ["If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"];

/** Throws a 400 that names every query parameter and precondition of the request that its route does not support. */
export function refuseUnsupported(event: ApiEvent, model: Model, supports: Supported): void {
  const faults = [...findQueryFaults(event, model, supports), ...findPreconditionFaults(event, supports)];
  if (faults.length > 0) throw badRequest(faults);
}

function findQueryFaults(event: ApiEvent, model: Model, { listParameters }: Supported): readonly Fault[] {
  const known = isRead(event) && isCollection(event) ? (listParameters?.(model) ?? []) : [];
  const all = { ...event.queryStringParameters, ...event.multiValueQueryStringParameters };
  return Object.keys(all).flatMap((parameter): readonly Fault[] => {
    if (!known.includes(parameter)) {
      const there = known.length > 0 ? `there are ${known.join(", ")}` : "this route has none";
      return [{ parameter, detail: `"${parameter}" is not a query parameter; ${there}` }];
    }
    const times = event.multiValueQueryStringParameters?.[parameter]?.length ?? 1;
    return times > 1 ? [{ parameter, detail: `${parameter} is given ${times} times` }] : [];
  });
}

// A read may ignore what only saves a transfer (RFC 9110 section 13.1); a write that ignored it would do what was not asked for.
function findPreconditionFaults(event: ApiEvent, { ifMatch = false }: Supported): readonly Fault[] {
  if (isRead(event)) return [];
  return PRECONDITIONS.filter((name) => header(event, name.toLowerCase()) !== undefined).flatMap((name) => {
    if (name === "If-Match" && ifMatch && !isCollection(event)) return [];
    return [{ header: name, detail: `${name} is not supported by ${event.httpMethod} ${event.resource}` }];
  });
}

function isRead({ httpMethod }: ApiEvent): boolean {
  return httpMethod === "GET" || httpMethod === "HEAD";
}

function isCollection({ resource }: ApiEvent): boolean {
  return resource === "/items";
}
