import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import type { EngineAnswer } from "./engine.ts";

/** dynalite wants an Authorization header with these parts and a date, and checks neither. */
const HEADERS = {
  "content-type": "application/x-amz-json-1.0",
  authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local",
  "x-amz-date": "19700101T000000Z",
};

/**
 * Hands a request to a server's own listener, with no socket between: a GetItem takes a third of the time that an injected
 * request and response with all of Node's machinery take.
 */
export function sendToServer(server: Server, operation: string, body: Uint8Array | string): Promise<EngineAnswer> {
  return new Promise((resolve) => {
    const headers: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader(name: string, value: string | number) {
        headers[name.toLowerCase()] = String(value);
      },
      end(text = "") {
        resolve({ status: response.statusCode, headers, body: text });
      },
    };
    const request = Object.assign(new EventEmitter(), {
      method: "POST",
      url: "/",
      headers: { ...HEADERS, "x-amz-target": `DynamoDB_20120810.${operation}` },
    });
    server.emit("request", request, response);
    request.emit("data", bytesOf(body));
    request.emit("end");
  });
}

function bytesOf(body: Uint8Array | string): Buffer {
  return typeof body === "string" ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}
