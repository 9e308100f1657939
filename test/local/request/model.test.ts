import { expect, test } from "vitest";
import { modelOf, SERVICE_NAMES } from "../../../src/local/model/service-model.ts";
import { SUPPORTED } from "../../../src/local/model/supported.ts";

/** Operations whose models are written by hand, because AWS publishes them as a separate service, S3 Control. */
const S3_CONTROL = /AccountPublicAccessBlock$/;

test.each(SERVICE_NAMES)("the model of %s was generated from the supported operations and parameters", (service) => {
  const { operations, shapes } = modelOf(service);
  const generated = Object.entries(operations)
    .filter(([name]) => !S3_CONTROL.test(name))
    .map(([name, { input = "" }]) => [name, Object.keys(shapes[input]?.members ?? {}).sort()]);
  const supported = Object.entries(SUPPORTED[service]).map(([name, parameters]) => [
    name,
    parameters.split(" ").filter(Boolean).sort(),
  ]);
  expect(Object.fromEntries(generated)).toEqual(Object.fromEntries(supported));
});
