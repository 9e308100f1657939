import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GetExportCommand } from "@aws-sdk/client-api-gateway";
import { Ajv, type AnySchema } from "ajv";
import addFormats from "ajv-formats";
import createClient from "openapi-fetch";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiContent } from "../../src/api/api-content.ts";
import { getBuiltInModel } from "../../src/api/model/read-model.ts";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { type ApiResponse, call } from "../handlers/client.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { run } from "../support/run.ts";
import { startStack, type TestStack } from "../support/stack.ts";

/** One operation of the document, with the members that this test reads. */
interface Documented {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

interface DocumentedResponse {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: AnySchema }>>;
}

const CONTENT = apiContent({ model: getBuiltInModel("todo"), allowClear: true, auth: "none" });
const OPERATIONS = Object.entries(CONTENT.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ method, path, ...operation }) as unknown as Documented),
);
const CASES = OPERATIONS.flatMap((operation) =>
  Object.keys(operation.responses).map((status) => [`${operation.operationId} ${status}`, operation, status] as const),
).filter(([, , status]) => status !== "default");

let deployed: TestStack;
let items: string;
const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema({ $id: "document", ...CONTENT });

beforeAll(async () => {
  deployed = await startStack();
  items = `${deployed.apiUrl}/items`;
});
afterAll(() => deployed.stop());

const TITLE = { title: "t" };
const LARGE = JSON.stringify({ title: "x".repeat(20_000) });
const XML = { "content-type": "text/xml" };
const none = () => `${items}/${randomUUID()}`;
const one = async () => ((await call("POST", items, TITLE)).body as { readonly url: string }).url;

/** A request for each documented response. */
const WAYS: Readonly<Record<string, () => Promise<ApiResponse>>> = {
  "createItem 201": () => call("POST", items, { title: "t", completed: true, order: 1.5 }),
  "createItem 400": () => call("POST", items, "{"),
  "createItem 409": async () => {
    const key = { "idempotency-key": randomUUID() };
    await call("POST", items, TITLE, key);
    return call("POST", items, { title: "other" }, key);
  },
  "createItem 413": () => call("POST", items, LARGE),
  "createItem 415": () => call("POST", items, "<t/>", XML),
  "listItems 200": async () => {
    await Promise.all([one(), one()]);
    return call("GET", `${items}?limit=1&completed=false`);
  },
  "listItems 400": () => call("GET", `${items}?limit=0`),
  "headItems 200": async () => {
    await Promise.all([one(), one()]);
    return call("HEAD", `${items}?limit=1`);
  },
  "headItems 400": () => call("HEAD", `${items}?limit=0`),
  "readItem 200": async () => call("GET", await one()),
  "readItem 304": async () => call("GET", await one(), undefined, { "if-none-match": '"1"' }),
  "readItem 400": async () => call("GET", `${await one()}?fields=title`),
  "readItem 404": () => call("GET", none()),
  "headItem 200": async () => call("HEAD", await one()),
  "headItem 304": async () => call("HEAD", await one(), undefined, { "if-none-match": '"1"' }),
  "headItem 400": async () => call("HEAD", `${await one()}?fields=title`),
  "headItem 404": () => call("HEAD", none()),
  ...waysToWrite("replaceItem", "PUT"),
  ...waysToWrite("changeItem", "PATCH"),
  "deleteItem 204": async () => call("DELETE", await one()),
  "deleteItem 400": async () => call("DELETE", await one(), undefined, { "if-match": "1" }),
  "deleteItem 404": () => call("DELETE", none()),
  "deleteItem 412": async () => call("DELETE", await one(), undefined, { "if-match": '"9"' }),
  "clearItems 204": () => call("DELETE", items),
  "clearItems 400": () => call("DELETE", `${items}?completed=true`),
  "clearItems 503": () => {
    deployed.test.faults.set({ kind: "throttle", operation: "Query", times: 4 });
    return call("DELETE", items);
  },
};

function waysToWrite(operationId: string, method: string): Readonly<Record<string, () => Promise<ApiResponse>>> {
  return {
    [`${operationId} 200`]: async () => call(method, await one(), TITLE, { "if-match": '"1"' }),
    [`${operationId} 400`]: async () => call(method, await one(), { title: "", color: "red" }),
    [`${operationId} 404`]: () => call(method, none(), TITLE),
    [`${operationId} 412`]: async () => call(method, await one(), TITLE, { "if-match": '"9"' }),
    [`${operationId} 413`]: async () => call(method, await one(), LARGE),
    [`${operationId} 415`]: async () => call(method, await one(), "<t/>", XML),
  };
}

describe("the API returns each documented response as documented", () => {
  test.each(CASES)("%s", async (name, operation, status) => {
    const way = WAYS[name];
    if (!way) throw new Error(`This test has no request for ${name}.`);
    const response = await way();
    expect(response.status, JSON.stringify(response.body)).toBe(Number(status));
    const { headers = {}, content } = operation.responses[status] ?? {};
    for (const header of Object.keys(headers)) expect(response.headers.has(header), header).toBe(true);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const isEmpty = content === undefined || operation.method === "head";
    expect(response.body === undefined).toBe(isEmpty);
    if (!isEmpty) checkBody(response, content);
  });
});

function checkBody({ headers, body }: ApiResponse, content: NonNullable<DocumentedResponse["content"]>): void {
  const documented = content[headers.get("content-type") ?? ""];
  expect(documented, `${headers.get("content-type")}`).toBeDefined();
  const pointer = JSON.stringify(documented?.schema).replaceAll('"#/', '"document#/');
  const validate = ajv.compile(JSON.parse(pointer));
  expect(validate(body), JSON.stringify(validate.errors)).toBe(true);
}

test("the functions and the gateway expose the same headers", async () => {
  const responses = await Promise.all([call("GET", items), call("GET", `${items}/a/b`), call("PUT", items, TITLE)]);
  expect(responses.map(({ status }) => status)).toEqual([200, 404, 405]);
  expect(new Set(responses.map(({ headers }) => headers.get("access-control-expose-headers"))).size).toBe(1);
});

test("has a request for each documented response, and for no other", () => {
  expect(Object.keys(WAYS).sort()).toEqual(CASES.map(([name]) => name).sort());
});

test("the gateway serves the documented routes and no others", async () => {
  const ask = { restApiId: deployed.restApiId, stageName: "dev", exportType: "oas30" };
  const { body } = await deployed.cloud.apigateway.send(new GetExportCommand(ask));
  const { paths }: { paths: Readonly<Record<string, object>> } = JSON.parse(Buffer.from(body ?? "").toString());
  const served = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  const documented = OPERATIONS.map(({ method, path }) => `${method} ${path}`);
  const mocks = Object.keys(CONTENT.paths).flatMap((path) => [
    `options ${path}`,
    `x-amazon-apigateway-any-method ${path}`,
  ]);
  // The root, and the document itself.
  const fixed = ["/", "/openapi.json"].flatMap((path) =>
    ["get", "head", "options", "x-amazon-apigateway-any-method"].map((method) => `${method} ${path}`),
  );
  expect(served.sort()).toEqual([...documented, ...mocks, ...fixed].sort());
});

test("handlers/README.md lists each route with each of its statuses", () => {
  const readme = readFileSync(join(PACKAGE_ROOT, "handlers", "README.md"), "utf8");
  const section = readme.slice(0, readme.indexOf("An item:"));
  const rows = [...section.matchAll(/^\| `([A-Z]+) (\/items\S*)` \|(.*)\|$/gm)].map(
    ([, method = "", path = "", rest = ""]) => {
      const statuses = [...rest.matchAll(/\b[2-5]\d\d\b/g)].map(([status]) => status);
      return [`${method.toLowerCase()} ${path}`, [...new Set(statuses)].sort()];
    },
  );
  const documented = OPERATIONS.map(({ method, path, responses }) => {
    const statuses = Object.keys(responses).filter((status) => status !== "default");
    return [`${method} ${path}`, statuses.sort()];
  });
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(documented));
});

test("a client generated from the printed document works", async () => {
  const cwd = await makeDeployedFolder(deployed.test, { apiUrl: deployed.apiUrl });
  const { stdout } = await run(["openapi", "--json"], { cwd });
  const [server] = JSON.parse(stdout).servers;
  const client = createClient<Paths>({ baseUrl: server.url });
  const made = await client.POST("/items", { body: { title: "by a client" } });
  expect(made.response.status).toBe(201);
  const path = { id: made.data?.id ?? "" };
  const changed = await client.PATCH("/items/{id}", { params: { path }, body: { completed: true } });
  expect(changed.data).toMatchObject({ title: "by a client", completed: true, version: 2 });
  const listed = await client.GET("/items", { params: { query: { completed: true, limit: 1000 } } });
  expect(listed.data).toContainEqual(changed.data);
  const refused = await client.POST("/items", { body: { title: "" } });
  expect(refused.error).toMatchObject({ status: 400, errors: [{ pointer: "#/title" }] });
  expect((await client.DELETE("/items/{id}", { params: { path } })).response.status).toBe(204);
});

/** What openapi-typescript would generate from the document, reduced to what is used here. */
interface Paths {
  "/items": {
    get: { parameters: { query?: { limit?: number; completed?: boolean } }; responses: Responses<readonly TodoItem[]> };
    post: { requestBody: { content: { "application/json": { title: string } } }; responses: Responses<TodoItem> };
  };
  "/items/{id}": {
    patch: {
      parameters: { path: { id: string } };
      requestBody: { content: { "application/json": { completed?: boolean } } };
      responses: Responses<TodoItem>;
    };
    delete: { parameters: { path: { id: string } }; responses: Responses<undefined> };
  };
}

interface Responses<Body> {
  200: { content: { "application/json": Body } };
  default: { content: { "application/problem+json": { status: number } } };
}

interface TodoItem {
  readonly id: string;
  readonly title: string;
}
