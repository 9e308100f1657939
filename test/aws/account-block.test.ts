import { expect, onTestFinished, test } from "vitest";
import { createCloud } from "../../src/aws/create-cloud.ts";
import { parseDenial } from "../../src/aws/denial.ts";
import { clockOf } from "../../src/engine/clock.ts";
import { readAccountBlock } from "../../src/resources/site/public-access.ts";
import { skippedTime } from "../support/client-time.ts";
import { TEST_REGION } from "../support/local-cloud.ts";
import { respondWith, startServer } from "../support/scripted-server.ts";

const XML = { "content-type": "text/xml" };

test("a denial that names no action is explained with the permission for the account's settings", async () => {
  const server = await startServer(
    respondWith(
      200,
      "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>000000000000</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
      XML,
    ),
    respondWith(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>", XML),
  );
  onTestFinished(server.stop);
  const target = {
    kind: "aws",
    region: TEST_REGION,
    regionSource: "the test",
    endpointUrl: server.url,
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  } as const;
  const cloud = await createCloud(target, clockOf(skippedTime(), new AbortController().signal));
  const error: unknown = await readAccountBlock(cloud).catch((cause: unknown) => cause);
  if (!(error instanceof Error)) throw new Error("The read did not fail.");
  expect(parseDenial(error)).toMatchObject({ actions: ["s3:GetAccountPublicAccessBlock"], resources: ["*"] });
});
