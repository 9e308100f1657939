import type { LocalCloud } from "./cloud.ts";
import { parseFault } from "./faults/fault.ts";
import type { Faults } from "./faults/faults.ts";
import { AwsError } from "./protocol/aws-error.ts";
import type { WireRequest, WireResponse } from "./protocol/protocol.ts";
import type { Journal } from "./request/journal.ts";

/** The URLs of APIs, by API ID, and of websites, by bucket name; each is `http://127.0.0.1:<port>`. */
interface Addresses {
  readonly apis: Readonly<Record<string, string>>;
  readonly websites: Readonly<Record<string, string>>;
}

interface DeployedEndpoint {
  readonly kind: "api" | "website";
  readonly name: string;
  readonly url: string;
}

/** A stage of an API, with the API's tags. */
interface StageSummary {
  readonly restApiId: string;
  readonly region: string;
  readonly stage: string;
  /** Absent while no port serves the API. */
  readonly url?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** When the API was created, in milliseconds since the epoch. */
  readonly createdAt: number;
}

interface ControlApiInput {
  readonly journal: Journal;
  readonly faults: Faults;
  /** The bearer token that every request must have. */
  readonly token: string;
  /** The folder that this daemon serves; undefined for a local cloud inside another process. */
  readonly daemonOf?: string | undefined;
  /** Called on `POST /_local/stop`. If this callback is undefined, that path does not exist. */
  readonly onStop?: (() => void) | undefined;
}

/** Handles a request to the control API; returns undefined if no route matches. */
export function handleControlRequest(
  cloud: LocalCloud,
  { journal, faults, token, daemonOf, onStop }: ControlApiInput,
  request: WireRequest,
): WireResponse | undefined {
  if (request.headers.authorization !== `Bearer ${token}`)
    return json(403, { message: "The token is missing or wrong." });
  if (request.path === "/_local/addresses") return json(200, addresses(cloud));
  if (request.path === "/_local/calls") return json(200, journal.entries());
  if (request.path === "/_local/deployed") return json(200, deployedEndpoints(cloud));
  if (request.path === "/_local/stages") return json(200, stageSummaries(cloud));
  if (request.path === "/_local/faults") return handleFaultRequest(faults, request);
  if (request.path === "/_local/health") return json(200, { status: "ok", pid: process.pid, directory: daemonOf });
  if (request.path === "/_local/stop" && request.method === "POST" && onStop) return stop(onStop);
  return undefined;
}

/**
 * POST sets a fault, and DELETE clears all faults. A successful response lists the faults that can still fire and the
 * faults that have fired; the response to DELETE also contains both lists as they were before the request.
 */
function handleFaultRequest(faults: Faults, { method, body }: WireRequest): WireResponse {
  const before = { cleared: faults.pending(), struck: faults.fired() };
  try {
    if (method === "POST") faults.set(parseFault(JSON.parse(Buffer.from(body).toString("utf8"))));
    if (method === "DELETE") faults.clear();
  } catch (error) {
    if (error instanceof AwsError || error instanceof SyntaxError) return json(400, { message: error.message });
    throw error;
  }
  const state = { pending: faults.pending(), fired: faults.fired() };
  return json(200, method === "DELETE" ? { ...state, ...before } : state);
}

function addresses(cloud: LocalCloud): Addresses {
  const apis = Object.values(cloud.apigateway.data.regions).flatMap((region) => Object.keys(region.restApis));
  const buckets = Object.keys(cloud.s3.data.buckets);
  return { apis: urlsByName(apis, cloud.edge.urlOf), websites: urlsByName(buckets, cloud.websites.urlOf) };
}

/** Lists every API stage and website that is served, with the URL that a user opens. */
function deployedEndpoints(cloud: LocalCloud): readonly DeployedEndpoint[] {
  const apis = Object.values(cloud.apigateway.data.regions).flatMap(({ restApis }) => Object.values(restApis));
  const stages = apis.flatMap(({ id, name, stages }) =>
    Object.keys(stages).map((stage) => ({ name, url: cloud.edge.urlOf(id), path: `/${stage}` })),
  );
  const buckets = Object.keys(cloud.s3.data.buckets).map((name) => ({ name, url: cloud.websites.urlOf(name) }));
  return [
    ...stages.flatMap(({ name, url, path }) => (url === undefined ? [] : [api(name, `${url}${path}`)])),
    ...buckets.flatMap(({ name, url }) => (url === undefined ? [] : [{ kind: "website" as const, name, url }])),
  ];
}

function stageSummaries({ apigateway, edge }: LocalCloud): readonly StageSummary[] {
  return Object.entries(apigateway.data.regions).flatMap(([region, { restApis }]) =>
    Object.values(restApis).flatMap(({ id, tags, createdAt, stages }) => {
      const url = edge.urlOf(id);
      return Object.keys(stages).map((stage) => {
        const summary = { restApiId: id, region, stage, tags, createdAt };
        return url === undefined ? summary : { ...summary, url: `${url}/${stage}` };
      });
    }),
  );
}

function api(name: string, url: string): DeployedEndpoint {
  return { kind: "api", name, url };
}

/**
 * Calls `onStop` after the response is sent. The route exists because a process on Windows cannot send a signal to
 * another process.
 */
function stop(onStop: () => void): WireResponse {
  setImmediate(onStop);
  return json(202, { status: "stopping" });
}

function urlsByName(names: readonly string[], urlOf: (name: string) => string | undefined): Record<string, string> {
  return Object.fromEntries(
    names
      .map((name) => [name, urlOf(name)] as const)
      .filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function json(status: number, value: object): WireResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}
