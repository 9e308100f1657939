import { XMLParser } from "fast-xml-parser";
import { type Member, requireShape, type ServiceModel } from "../model/service-model.ts";
import { AwsError } from "./aws-error.ts";
import { readScalar, writeScalar } from "./scalar.ts";

type XmlNode = string | { readonly [tag: string]: readonly XmlNode[] };

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  ignoreDeclaration: true,
  alwaysCreateTextNode: false,
  isArray: () => true,
});

/**
 * Parses an XML document and returns its root element's name and content. Throws MalformedXML if the body is not XML,
 * as S3 does.
 */
export function parseXml(body: Uint8Array): { readonly root: string; readonly node: XmlNode } {
  try {
    const document: Record<string, readonly XmlNode[]> = parser.parse(Buffer.from(body).toString("utf8"), true);
    const [entry] = Object.entries(document).filter(([tag]) => tag !== "#text");
    const node = entry?.[1][0];
    if (entry && node !== undefined) return { root: entry[0], node };
  } catch {
    // S3 returns the same message for every error in a body.
  }
  throw malformedXml();
}

/** S3's error for a body that is not XML, or not the expected XML. */
export function malformedXml(): AwsError {
  return new AwsError(
    "MalformedXML",
    400,
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

/** Reads an XML element according to the member's shape. Throws MalformedXML for an unknown member of a structure. */
export function fromXml(node: XmlNode, member: Member, model: ServiceModel): unknown {
  const shape = requireShape(model, member.shape);
  if (shape.type === "structure") {
    const children = elements(node);
    const result: Record<string, unknown> = {};
    for (const [name, inner] of Object.entries(shape.members ?? {})) {
      const found = children[inner.locationName ?? name];
      if (found) result[name] = fromXmlElements(found, inner, model);
    }
    const known = Object.entries(shape.members ?? {}).map(([name, inner]) => inner.locationName ?? name);
    if (Object.keys(children).some((tag) => tag !== "#text" && !known.includes(tag))) throw malformedXml();
    return result;
  }
  if (shape.type === "list" && shape.member) {
    const inner = shape.member;
    return (elements(node)[inner.locationName ?? "member"] ?? []).map((item) => fromXml(item, inner, model));
  }
  return readScalar(typeof node === "string" ? node : "", shape);
}

/** Writes a value as XML elements named `tag`, according to the member's shape. */
export function toXml(tag: string, value: unknown, member: Member, model: ServiceModel): string {
  if (value === undefined || value === null) return "";
  const shape = requireShape(model, member.shape);
  if (shape.type === "structure" && typeof value === "object")
    return element(tag, membersToXml(value, shape.members ?? {}, model));
  if (shape.type === "list" && Array.isArray(value) && shape.member) {
    const inner = shape.member;
    if (shape.flattened || member.flattened)
      return value.map((item) => toXml(inner.locationName ?? tag, item, inner, model)).join("");
    return element(tag, value.map((item) => toXml(inner.locationName ?? "member", item, inner, model)).join(""));
  }
  return element(tag, escapeXml(writeScalar(value, shape, member, "iso8601")));
}

/** Writes the members of a structure that belong in a body. */
export function membersToXml(value: object, members: Readonly<Record<string, Member>>, model: ServiceModel): string {
  const given: Readonly<Record<string, unknown>> = { ...value };
  return Object.entries(members)
    .filter(([, member]) => member.location === undefined)
    .map(([name, member]) => toXml(member.locationName ?? name, given[name], member, model))
    .join("");
}

export function element(tag: string, content: string): string {
  return `<${tag}>${content}</${tag}>`;
}

/** Escapes text for XML. Line breaks become character references, as in S3's responses. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#xD;")
    .replaceAll("\n", "&#xA;");
}

function fromXmlElements(found: readonly XmlNode[], member: Member, model: ServiceModel): unknown {
  const shape = requireShape(model, member.shape);
  if (shape.type === "list" && shape.member && (shape.flattened || member.flattened)) {
    const inner = shape.member;
    return found.map((item) => fromXml(item, inner, model));
  }
  const [first] = found;
  return first === undefined ? undefined : fromXml(first, member, model);
}

function elements(node: XmlNode): Readonly<Record<string, readonly XmlNode[]>> {
  return typeof node === "string" ? {} : node;
}
