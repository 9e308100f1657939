import { randomUUID } from "node:crypto";
import type { LocalCloud } from "../cloud.ts";
import { failByFault, triggerFault } from "../faults/fault-stages.ts";
import type { WireRequest, WireResponse } from "../protocol/protocol.ts";
import { createExchange, type EndpointTools, type Exchange, type Stage } from "./exchange.ts";
import { authenticate, authorize, limitRate } from "./stages/caller-stages.ts";
import { parseInput, requireOperation, validateInput } from "./stages/input-stages.ts";
import { retryFailedSave, runOperation, saveState, writeOutput } from "./stages/operation-stages.ts";
import { recordCall, writeError } from "./stages/outcome-stages.ts";
import { addLatency, rejectConcurrentUpdate } from "./stages/timing-stages.ts";
import { findUnknownService, unknownServiceResponse } from "./unknown-service.ts";

/** The stages that handle each AWS request, in this order. */
const STAGES: readonly Stage[] = [
  triggerFault, // may drop or delay the finished response
  recordCall, // in the journal, once the outcome is known
  writeError, // if a later stage throws
  failByFault,
  authenticate,
  requireOperation,
  limitRate,
  parseInput,
  validateInput,
  rejectConcurrentUpdate, // while another update to the resource is in progress
  addLatency, // half before the effect, half after
  authorize,
  retryFailedSave,
  runOperation,
  saveState,
  writeOutput,
];

/** Returns the response to one AWS request; undefined if a fault drops the connection without a response. */
export async function handleRequest(
  cloud: LocalCloud,
  tools: EndpointTools,
  request: WireRequest,
): Promise<WireResponse | undefined> {
  const unknown = findUnknownService(cloud, request);
  if (unknown !== undefined) return unknownServiceResponse(unknown, request, randomUUID());
  const exchange = createExchange(cloud, tools, request);
  await runStages(exchange, 0);
  return exchange.response;
}

async function runStages(exchange: Exchange, index: number): Promise<void> {
  await STAGES[index]?.(exchange, () => runStages(exchange, index + 1));
}
