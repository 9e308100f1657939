import { setTimeout as sleep } from "node:timers/promises";
import { isRecord, parseJson } from "../../src/text/json.ts";
import type { TestCloud } from "../support/local-cloud.ts";
import { type CallResult, callOperation } from "./call-operation.ts";
import { type CaseContext, createContext, valueAt } from "./case-context.ts";
import { fillInput } from "./fill-input.ts";
import { differs, matchValue } from "./match-value.ts";
import type { CallStep, Expectation, ExpectedError, HttpStep, RecordedCase } from "./recorded-case.ts";
import type { RecordingClients } from "./recording-client.ts";
import { visit } from "./visit.ts";

/** The cloud that cases run against. */
export interface CaseTarget {
  readonly test: TestCloud;
  readonly clients: RecordingClients;
  /** A role that functions can have. */
  readonly roleArn: string;
}

const POLL_MS = 20;
const POLLS = 500;

/** Repeats a recorded case. Returns one sentence for each difference from AWS's responses. */
export async function runCase(recorded: RecordedCase, target: CaseTarget): Promise<readonly string[]> {
  const context = createContext({ region: target.test.region, account: target.test.account, roleArn: target.roleArn });
  const differences: string[] = [];
  for (const [index, step] of recorded.steps.entries()) {
    const found =
      "http" in step
        ? await runHttp(step, index, target, context)
        : await runCall(step, index, recorded, target, context);
    const what = "http" in step ? "HTTP" : step.operation;
    differences.push(...found.map((difference) => `[${index}] ${what} ${difference}`));
    if (found.length > 0 && !step.expect) break;
  }
  return differences;
}

async function runCall(
  step: CallStep,
  index: number,
  recorded: RecordedCase,
  { clients }: CaseTarget,
  context: CaseContext,
): Promise<readonly string[]> {
  const service = step.service ?? recorded.service;
  const input = fillInput(step.input ?? {}, context);
  const result = await callUntil(step, () => callOperation(clients, service, step.operation, input));
  context.outputs.set(String(index), result.output ?? { error: result.error });
  if (step.expect) return matchCall(step.expect, result, context, step.expect.exact ?? recorded.exactKeys !== false);
  return result.error ? [`failed: ${result.error.status} ${result.error.code}: ${result.error.message}`] : [];
}

async function callUntil({ until }: CallStep, call: () => Promise<CallResult>): Promise<CallResult> {
  for (let polls = 1; ; polls += 1) {
    const result = await call();
    const reached = Object.entries(until ?? {}).every(
      ([path, value]) => valueAt(result.output, path.split(".")) === value,
    );
    if (reached || polls === POLLS) return result;
    await sleep(POLL_MS);
  }
}

function matchCall(expect: Expectation, result: CallResult, context: CaseContext, exact: boolean): readonly string[] {
  const { error, status, output, headers = {} } = expect;
  if (error && !result.error) return differs("error", error, { status: result.status, output: result.output });
  if (error && result.error) return matchError(error, result.error, context, exact);
  if (result.error) return differs("error", status ?? "success", result.error);
  return [
    ...(status !== undefined && status !== result.status ? differs("status", status, result.status) : []),
    ...(output !== undefined ? matchValue(output, result.output, "", context, exact) : []),
    ...Object.entries(headers).flatMap(([name, value]) =>
      matchValue(value, result.headers[name.toLowerCase()], `header ${name}`, context, false),
    ),
  ];
}

function matchError(
  expected: ExpectedError,
  actual: NonNullable<CallResult["error"]>,
  context: CaseContext,
  exact: boolean,
): readonly string[] {
  const { code, status, message, messagePattern, detail = {} } = expected;
  const pattern = messagePattern === undefined ? message : { $regex: messagePattern };
  return [
    ...(code !== undefined && code !== actual.code ? differs("error.code", code, actual.code) : []),
    ...(status !== undefined && status !== actual.status ? differs("error.status", status, actual.status) : []),
    ...(pattern === null
      ? matchValue({ $absent: true }, actual.message, "error.message", context, exact)
      : pattern === undefined
        ? []
        : matchValue(pattern, actual.message, "error.message", context, exact)),
    ...Object.entries(detail).flatMap(([name, value]) =>
      matchValue(value, actual.detail[name], `error.${name}`, context, exact),
    ),
  ];
}

async function runHttp(
  step: HttpStep,
  index: number,
  { test }: CaseTarget,
  context: CaseContext,
): Promise<readonly string[]> {
  const request = fillInput(step.http, context);
  if (!isHttpRequest(request)) return ["is not a request"];
  const { api, website, stage, path = "" } = request;
  const base = website === undefined ? test.cloud.edge.urlOf(String(api)) : test.cloud.websites.urlOf(String(website));
  if (base === undefined) return [`nothing serves ${String(website ?? api)}`];
  const target = `${stage === undefined ? "" : `/${stage}`}${path}` || "/";
  const { status, headers, body } = await visit(base, target, request);
  const text = body.toString("utf8");
  context.outputs.set(String(index), { status, headers, body: text, json: parseJson(text) });
  const expect = step.expect ?? {};
  return [
    ...(expect.status !== undefined && expect.status !== status
      ? differs("status", expect.status, { status, text })
      : []),
    ...Object.entries(expect.headers ?? {}).flatMap(([name, value]) =>
      matchValue(value, headers[name.toLowerCase()], `header ${name}`, context, false),
    ),
    ...(expect.noHeaders ?? [])
      .filter((name) => headers[name.toLowerCase()] !== undefined)
      .flatMap((name) => differs(`header ${name}`, undefined, headers[name.toLowerCase()])),
    ...(expect.body !== undefined ? matchValue(expect.body, text, "body", context, expect.exact ?? false) : []),
  ];
}

function isHttpRequest(value: unknown): value is HttpStep["http"] {
  return isRecord(value) && ("api" in value || "website" in value);
}
