import { type Member, namedOperation, requireShape, type ServiceModel } from "../model/service-model.ts";
import { emptyRecord } from "../state/null-prototype.ts";
import type { Protocol } from "./protocol.ts";
import { readScalar } from "./scalar.ts";
import { element, escapeXml, membersToXml } from "./xml-value.ts";

/** AWS Query (IAM, STS): a form with Action, dotted names for nested values, and an XML response. */
export const query: Protocol = {
  findOperation(request, model) {
    const form = formOf(request.body);
    const isCall = request.method === "POST" && request.path === "/" && request.query.size === 0;
    const isVersion = form.get("Version") === model.apiVersion;
    const [name, ...others] = form.getAll("Action");
    return isCall && isVersion && others.length === 0 ? namedOperation(name, model) : undefined;
  },

  nameOperation: (request) => formOf(request.body).get("Action") ?? "(no Action parameter)",

  readInput(request, operation, model) {
    const tree = treeOf(formOf(request.body));
    const members = operation.input ? (requireShape(model, operation.input).members ?? {}) : {};
    const input = emptyRecord<unknown>();
    for (const [key, value] of Object.entries(tree)) {
      if (key === "Action" || key === "Version") continue;
      const member = members[key];
      input[key] = member ? fromTree(value, member, model) : value;
    }
    return input;
  },

  writeOutput(output, operation, model, requestId) {
    const members = operation.output ? (requireShape(model, operation.output).members ?? {}) : {};
    const result = operation.resultWrapper
      ? element(operation.resultWrapper, membersToXml(output, members, model))
      : "";
    const metadata = element("ResponseMetadata", element("RequestId", requestId));
    const body = `<${operation.name}Response xmlns="${model.xmlNamespace}">${result}${metadata}</${operation.name}Response>\n`;
    return { status: 200, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body };
  },

  writeError(error, model, requestId) {
    const type = error.status < 500 ? "Sender" : "Receiver";
    const detail = element("Type", type) + element("Code", error.code) + element("Message", escapeXml(error.message));
    const body = `<ErrorResponse xmlns="${model.xmlNamespace}">${element("Error", detail)}${element("RequestId", requestId)}</ErrorResponse>\n`;
    return { status: error.status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId }, body };
  },
};

interface Tree {
  [key: string]: string | Tree;
}

function formOf(body: Uint8Array): URLSearchParams {
  return new URLSearchParams(Buffer.from(body).toString("utf8"));
}

function treeOf(form: URLSearchParams): Tree {
  const tree: Tree = Object.create(null);
  for (const [name, value] of form) {
    const path = name.split(".");
    const last = path.pop() ?? name;
    let node = tree;
    for (const step of path) {
      const next = node[step];
      const child: Tree = typeof next === "object" ? next : Object.create(null);
      node[step] = child;
      node = child;
    }
    node[last] = value;
  }
  return tree;
}

function fromTree(value: string | Tree, member: Member, model: ServiceModel): unknown {
  const shape = requireShape(model, member.shape);
  if (shape.type === "list" && shape.member) {
    const inner = shape.member;
    const node = typeof value === "string" ? {} : value;
    const items = shape.flattened ? node : (node[inner.locationName ?? "member"] ?? {});
    return typeof items === "string"
      ? []
      : Object.entries(items)
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([, item]) => fromTree(item, inner, model));
  }
  if (shape.type === "structure") {
    const node = typeof value === "string" ? {} : value;
    return Object.fromEntries(
      Object.entries(node).map(([key, item]) => {
        const inner = shape.members?.[key];
        return [key, inner ? fromTree(item, inner, model) : item];
      }),
    );
  }
  return readScalar(typeof value === "string" ? value : "", shape);
}
