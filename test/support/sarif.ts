import { Ajv2020 } from "ajv/dist/2020.js";

const TEXT = { type: "string", minLength: 1 };
const MESSAGE = { type: "object", required: ["text"], properties: { text: TEXT } };
const LEVEL = { enum: ["none", "note", "warning", "error"] };

/**
 * The constraints of SARIF 2.1.0 on what an audit prints
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html), and those that
 * GitHub adds
 * (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
 */
export const validateSarif = new Ajv2020({ allErrors: true }).compile({
  type: "object",
  required: ["$schema", "version", "runs"],
  additionalProperties: false,
  properties: {
    $schema: { type: "string", pattern: "^https://.+sarif-schema-2\\.1\\.0\\.json$" },
    version: { const: "2.1.0" },
    runs: { type: "array", minItems: 1, items: { $ref: "#/$defs/run" } },
  },
  $defs: {
    run: {
      type: "object",
      required: ["tool", "automationDetails", "results"],
      additionalProperties: false,
      properties: {
        automationDetails: {
          type: "object",
          required: ["id"],
          additionalProperties: false,
          properties: { id: { type: "string", pattern: "^[^/]+/[^/]+/$" } },
        },
        tool: {
          type: "object",
          required: ["driver"],
          additionalProperties: false,
          properties: {
            driver: {
              type: "object",
              required: ["name", "version", "informationUri", "rules"],
              additionalProperties: false,
              properties: {
                name: TEXT,
                version: TEXT,
                informationUri: { type: "string", pattern: "^https://" },
                rules: { type: "array", minItems: 1, uniqueItems: true, items: { $ref: "#/$defs/rule" } },
              },
            },
          },
        },
        results: { type: "array", uniqueItems: true, items: { $ref: "#/$defs/result" } },
      },
    },
    rule: {
      type: "object",
      required: ["id", "shortDescription", "fullDescription", "help", "helpUri", "defaultConfiguration", "properties"],
      additionalProperties: false,
      properties: {
        id: TEXT,
        shortDescription: MESSAGE,
        fullDescription: { ...MESSAGE, properties: { text: { ...TEXT, maxLength: 1000 } } },
        help: MESSAGE,
        helpUri: { type: "string", pattern: "^https://" },
        defaultConfiguration: { type: "object", required: ["level"], properties: { level: LEVEL } },
        properties: {
          type: "object",
          required: ["security-severity", "tags"],
          properties: {
            "security-severity": { type: "string", pattern: "^(10|\\d)\\.\\d$" },
            tags: { type: "array", uniqueItems: true, items: TEXT },
          },
        },
      },
    },
    result: {
      type: "object",
      required: ["ruleId", "ruleIndex", "kind", "level", "message", "locations", "partialFingerprints"],
      additionalProperties: false,
      properties: {
        ruleId: TEXT,
        ruleIndex: { type: "integer", minimum: 0 },
        kind: { enum: ["open", "fail"] },
        level: LEVEL,
        message: MESSAGE,
        locations: {
          type: "array",
          minItems: 1,
          items: {
            type: "object",
            required: ["physicalLocation", "logicalLocations"],
            properties: {
              physicalLocation: {
                type: "object",
                required: ["artifactLocation", "region"],
                properties: {
                  artifactLocation: { type: "object", required: ["uri"], properties: { uri: TEXT } },
                  region: {
                    type: "object",
                    required: ["startLine", "startColumn", "endLine", "endColumn"],
                    additionalProperties: { type: "integer", minimum: 1 },
                  },
                },
              },
            },
          },
        },
        partialFingerprints: {
          type: "object",
          required: ["primaryLocationLineHash"],
          additionalProperties: { type: "string", pattern: "^[0-9a-f]+:\\d+$" },
        },
        suppressions: {
          type: "array",
          minItems: 1,
          items: {
            type: "object",
            required: ["kind", "status", "justification"],
            properties: {
              kind: { enum: ["inSource", "external"] },
              status: { enum: ["accepted", "underReview", "rejected"] },
              justification: TEXT,
            },
          },
        },
      },
      // A level other than none is for failures only.
      if: { properties: { kind: { not: { const: "fail" } } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { level: { const: "none" } } },
    },
  },
});
