import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UpdateFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiResponse, call } from "../handlers/client.ts";
import { startStack, type TestStack } from "../support/stack.ts";

/** A model with every type, format and limit of a field. */
const MODEL = {
  name: "every-field",
  labels: { one: "thing", many: "things" },
  fields: {
    name: { type: "string", label: "Name", required: true, maxLength: 5 },
    email: { type: "string", label: "Email", format: "email", minLength: 0 },
    phone: { type: "string", label: "Phone", format: "tel" },
    site: { type: "string", label: "Site", format: "url" },
    notes: { type: "string", label: "Notes", multiline: true },
    paint: { type: "string", label: "Paint", choices: ["red", "blue"] },
    size: { type: "string", label: "Size", choices: ["s", "l"], default: "s" },
    count: { type: "integer", label: "Count", minimum: 0 },
    weight: { type: "number", label: "Weight" },
    sold: { type: "boolean", label: "Sold" },
  },
};

const OPTIONAL = ["email", "phone", "site", "notes", "paint", "count", "weight", "sold"];

let folder: string;
let deployed: TestStack;
let items: string;
const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "todo-api-test-"));
  await writeFile(join(folder, "model.json"), JSON.stringify(MODEL));
  deployed = await startStack(undefined, join(folder, "model.json"));
  items = `${deployed.apiUrl}/items`;
  const { body } = await call("GET", `${deployed.apiUrl}/openapi.json`);
  ajv.addSchema({ $id: "document", ...Object(body) });
});
afterAll(async () => {
  await deployed.stop();
  await rm(folder, { recursive: true, force: true });
});

function expectSchema(name: string, value: unknown): void {
  const validate = ajv.compile({ $ref: `document#/components/schemas/${name}` });
  expect(validate(value), `${name}: ${JSON.stringify(value)}: ${JSON.stringify(validate.errors)}`).toBe(true);
}

/** Expects that the API accepts the body, and that the schemas of the body and of the returned item do, too. */
async function expectAccepted(schema: string, body: object, sent: Promise<ApiResponse>): Promise<ApiResponse> {
  const response = await sent;
  expect([200, 201], JSON.stringify(response.body)).toContain(response.status);
  expectSchema(schema, body);
  expectSchema("Item", response.body);
  return response;
}

test.each([
  {},
  { email: "ann@localhost", site: "https://münchen.example/straße?q=a|b" },
  { email: "a..b@example.com", site: "HTTP://example.com" },
  { email: "", phone: "+44 20 7946 0000", notes: "a\nb\tc" },
  { name: "😀😀😀😀😀", paint: "red", size: "l", count: 0, weight: -1.5, sold: true },
  { count: Number.MAX_SAFE_INTEGER, weight: Number.MIN_SAFE_INTEGER },
])("the schemas accept an item that the API accepts: %j", async (fields) => {
  const body = { name: "a", ...fields };
  const { headers } = await expectAccepted("NewItem", body, call("POST", items, body));
  const url = headers.get("location") ?? "";
  await expectAccepted("NewItem", body, call("PUT", url, body));
  await expectAccepted("ItemChanges", body, call("PATCH", url, body));
});

test.each(OPTIONAL)("the schemas accept the removal of %s", async (name) => {
  const { headers } = await call("POST", items, { name: "a", paint: "red", count: 1, weight: 1, sold: true });
  const changes = { [name]: null };
  const { body } = await expectAccepted("ItemChanges", changes, call("PATCH", headers.get("location") ?? "", changes));
  expect(body).not.toHaveProperty(name);
});

test("the schema of a problem accepts the errors of the functions and of API Gateway", async () => {
  const XML = { "content-type": "text/xml" };
  const problems = [
    await call("POST", items, { name: "" }),
    await call("GET", `${items}?limit=0`),
    await call("DELETE", items, undefined, { "if-match": '"1"' }),
    await call("GET", `${items}/${randomUUID()}`),
    await call("GET", `${items}/a/b`),
    await call("PUT", items, {}),
    await call("PUT", items, "<a/>", XML),
    await badGateway(),
  ];
  expect(problems.map(({ status }) => status)).toEqual([400, 400, 400, 404, 404, 405, 415, 502]);
  for (const { headers, body } of problems) {
    expect(headers.get("content-type")).toBe("application/problem+json");
    expectSchema("Problem", body);
  }
});

/** The response while a function cannot start. */
async function badGateway(): Promise<ApiResponse> {
  const FunctionName = "todo-api-dev-read";
  await deployed.cloud.lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, Handler: "missing.handler" }),
  );
  return call("GET", items);
}
