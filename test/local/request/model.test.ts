import { expect, test } from "vitest";
import { modelOf, SERVICE_NAMES } from "../../../src/local/model/service-model.ts";
import { SUPPORTED } from "../../../src/local/model/supported.ts";

/** Its file is written by hand, because AWS publishes it as a separate service. */
const OF_S3_CONTROL = /AccountPublicAccessBlock$/;

test.each(SERVICE_NAMES)("the model of %s was generated from the supported operations and parameters", (service) => {
  const { operations, shapes } = modelOf(service);
  const generated = Object.entries(operations)
    .filter(([name]) => !OF_S3_CONTROL.test(name))
    .map(([name, { input = "" }]) => [name, Object.keys(shapes[input]?.members ?? {}).sort()]);
  const supported = Object.entries(SUPPORTED[service]).map(([name, parameters]) => [
    name,
    parameters.split(" ").filter(Boolean).sort(),
  ]);
  expect(Object.fromEntries(generated)).toEqual(Object.fromEntries(supported));
});
