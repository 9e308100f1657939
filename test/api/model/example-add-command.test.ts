import { expect, test } from "vitest";
import { checkModel } from "../../../src/api/model/check-model.ts";
import { exampleAddCommand } from "../../../src/api/model/example-add-command.ts";

const NAME = { type: "string", label: "Name", required: true };

test.each<readonly [string, object, string]>([
  ["a label that begins with a vowel", { name: NAME }, 'todo-api items add "Example event"'],
  ["a heading with a format", { mail: { ...NAME, format: "email" } }, "todo-api items add a@example.com"],
  ["a heading with choices", { kind: { ...NAME, choices: ["party"] } }, "todo-api items add party"],
  [
    "a heading that is not the first field, and a maximum below 1",
    { depth: { type: "integer", label: "Depth", maximum: -5, required: true }, name: NAME },
    'todo-api items add "Example event" --depth=-5',
  ],
  [
    "limits of length",
    { name: { ...NAME, maxLength: 7 }, code: { ...NAME, minLength: 9 } },
    "todo-api items add Example --code Example..",
  ],
  [
    "a text that is cut after a space, which the API would remove",
    { name: { ...NAME, minLength: 8, maxLength: 8 } },
    "todo-api items add Example.",
  ],
  [
    "choices that start with a dash",
    { kind: { ...NAME, choices: ["-a"] }, size: { ...NAME, choices: ["- b"] } },
    'todo-api items add --kind=-a --size="- b"',
  ],
])("fits the model: %s", (_what, fields, command) => {
  const { model } = checkModel({ name: "event", labels: { one: "event", many: "events" }, fields });
  expect(model && exampleAddCommand(model)).toBe(command);
});
