import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { makeFolder, runBin } from "../support/run.ts";
import { localAsAws } from "./local-as-aws.ts";
import { CA_BUNDLE, startTlsProxy } from "./tls-proxy.ts";

test("on AWS the page's address is the object's, over https, and the website's endpoint is next to it", async () => {
  const local = await startTestCloud();
  onTestFinished(local.stop);
  const proxy = await startTlsProxy(localAsAws(local));
  onTestFinished(proxy.stop);
  const cwd = await makeFolder();
  const env = {
    HOME: cwd,
    AWS_ACCESS_KEY_ID: "key",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_CA_BUNDLE: fileURLToPath(CA_BUNDLE),
    HTTPS_PROXY: proxy.url,
    HTTP_PROXY: proxy.url,
  };
  const bucket = `todo-api-dev-${local.account}-eu-west-1`;
  const page = `${bucket}.s3.eu-west-1.amazonaws.com/index.html`;
  const endpoint = `${bucket}.s3-website-eu-west-1.amazonaws.com`;
  const deployed = await runBin(["deploy", "--region", "eu-west-1"], { cwd, env });
  expect(deployed).toMatchObject({ code: EXIT.ok });
  expect(deployed.stderr).toContain(
    `\nWebsite  https://${page}\n         http://${endpoint}  (S3 website endpoint, HTTP only)`,
  );
  expect(proxy.requests).toEqual(expect.arrayContaining([page, `${endpoint}/`]));

  const [again, status, statusDocument] = await Promise.all(
    [["deploy", "--json"], ["status"], ["status", "--json"]].map((argv) => runBin(argv, { cwd, env })),
  );
  expect(JSON.parse(again?.stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({
    websiteUrl: `https://${page}`,
    websiteEndpoint: `http://${endpoint}`,
  });
  expect(status?.stdout).toContain(
    `\nWebsite    https://${page}  responds with 200\n           http://${endpoint}  (S3 website endpoint`,
  );
  expect(JSON.parse(statusDocument?.stdout ?? "")).toMatchObject({
    healthy: true,
    website: { url: `https://${page}`, endpoint: `http://${endpoint}`, status: 200 },
  });
}, 90_000);
