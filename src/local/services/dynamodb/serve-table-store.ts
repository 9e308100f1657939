import { request } from "node:http";
import { duplexPair } from "node:stream";
import { parentPort, workerData } from "node:worker_threads";
import dynalite from "dynalite";
import type { StoreRequest, StoreResponse } from "./store-worker.ts";

// This thread runs one table store: dynalite, an HTTP server that this file calls over in-memory connections. If
// dynalite fails, for example on a damaged or full disk, only this thread ends and the local cloud continues.

const { path }: { readonly path: string | undefined } = workerData;
const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0, ...(path !== undefined && { path }) });

/** dynalite requires an Authorization header with these parts, and a date, but verifies neither. */
const HEADERS = {
  host: "localhost",
  "content-type": "application/x-amz-json-1.0",
  authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local",
  "x-amz-date": "19700101T000000Z",
};

parentPort?.on("message", ({ id, operation, body }: StoreRequest) => {
  const headers = {
    ...HEADERS,
    "x-amz-target": `DynamoDB_20120810.${operation}`,
    "content-length": Buffer.byteLength(body),
  };
  request({ method: "POST", headers, createConnection: connect }, (response) => {
    let text = "";
    response.setEncoding("utf8");
    response.on("data", (part: string) => {
      text += part;
    });
    response.on("end", () => {
      const sent: StoreResponse = { id, status: response.statusCode ?? 0, body: text };
      parentPort?.postMessage(sent);
    });
  }).end(body);
});

/** Connects a client to the server without a socket (https://nodejs.org/api/http.html#event-connection). */
function connect() {
  const [client, served] = duplexPair();
  server.emit("connection", served);
  return client;
}
