import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { awsAddresses } from "../../src/aws/addresses.ts";
import { addressesOf } from "../../src/aws/client-config.ts";
import { processIo } from "../../src/cli/process-io.ts";
import { describeTarget } from "../../src/config/describe-target.ts";
import type { GlobalFlags } from "../../src/config/global-flags.ts";
import { readSettings, type Settings } from "../../src/config/read-settings.ts";
import { makeFolder } from "../support/run.ts";

interface Place {
  readonly flags?: GlobalFlags;
  readonly env?: Readonly<Record<string, string>>;
  readonly file?: object;
  readonly memory?: object | string;
  /** The text of ~/.aws/config. */
  readonly aws?: string;
}

const PROFILES =
  "[default]\nregion = eu-north-1\n[profile work]\nregion = eu-central-1\nendpoint_url = http://127.0.0.1:9\n";

describe("selects the stack from", () => {
  test.each<[string, Place, string]>([
    ["the default", {}, "todo-api-dev"],
    ["the remembered target before the default", { memory: remembered({ local: true, stage: "m" }) }, "todo-api-m"],
    [
      "the file before the remembered target",
      { file: { stage: "f" }, memory: remembered({ local: true, stage: "m" }) },
      "todo-api-f",
    ],
    ["the environment before the file", { env: { TODO_API_STAGE: "e" }, file: { stage: "f" } }, "todo-api-e"],
    ["the flag before the environment", { flags: { stage: "g" }, env: { TODO_API_STAGE: "e" } }, "todo-api-g"],
    ["the first source of each part", { flags: { stage: "g" }, env: { TODO_API_APP: "shop" } }, "shop-g"],
    ["the file if the variable is empty", { env: { TODO_API_STAGE: "" }, file: { stage: "f" } }, "todo-api-f"],
  ])("%s", async (_name, place, label) => {
    const { stack } = await settingsOf({ ...place, env: { TODO_API_LOCAL: "1", ...place.env } });
    expect(`${stack.app}-${stack.stage}`).toBe(label);
  });
});

describe("selects the cloud:", () => {
  test.each<[string, Place, string]>([
    ["AWS by default", {}, "AWS, region eu-north-1 (from profile default)"],
    ["local by flag", { flags: { local: true } }, "the local cloud (.todo-api/local)"],
    ["local by environment", { env: { TODO_API_LOCAL: "true" } }, "the local cloud (.todo-api/local)"],
    ["local by file", { file: { local: true } }, "the local cloud (.todo-api/local)"],
    ["local by the remembered target", { memory: remembered({ local: true }) }, "the local cloud (.todo-api/local)"],
    [
      "AWS by --no-local over the remembered target",
      { flags: { local: false }, memory: remembered({ local: true }) },
      "AWS, region eu-north-1 (from profile default)",
    ],
    [
      "AWS by --profile over the remembered target",
      { flags: { profile: "work" }, memory: remembered({ local: true }) },
      "http://127.0.0.1:9 (from profile work), region eu-central-1 (from profile work), profile work (from --profile)",
    ],
    [
      "an endpoint by flag over the remembered target",
      { flags: { endpointUrl: "http://127.0.0.1:8/" }, memory: remembered({ local: true }) },
      "http://127.0.0.1:8 (from --endpoint-url), region eu-north-1 (from profile default)",
    ],
    [
      "local by the remembered target, whatever AWS_PROFILE is",
      { env: { AWS_PROFILE: "work", AWS_REGION: "eu-west-3" }, memory: remembered({ local: true }) },
      "the local cloud (.todo-api/local)",
    ],
    [
      "the remembered region of the local cloud",
      { memory: remembered({ local: true, region: "eu-west-2" }) },
      "the local cloud (.todo-api/local), region eu-west-2 (from the last deploy)",
    ],
    [
      "AWS_REGION before AWS_DEFAULT_REGION",
      { env: { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-2" } },
      "AWS, region eu-west-1 (from AWS_REGION)",
    ],
    [
      "AWS_DEFAULT_REGION before the file",
      { env: { AWS_DEFAULT_REGION: "eu-west-2" }, file: { region: "eu-west-3" } },
      "AWS, region eu-west-2 (from AWS_DEFAULT_REGION)",
    ],
    ["the file before the profile", { file: { region: "eu-west-3" } }, "AWS, region eu-west-3 (from todo-api.json)"],
    [
      "the region of the last deploy before the profile's",
      { memory: remembered({ region: "us-west-2" }) },
      "AWS, region us-west-2 (from the last deploy)",
    ],
    [
      "AWS_PROFILE",
      { env: { AWS_PROFILE: "work", AWS_REGION: "eu-west-1", AWS_ENDPOINT_URL: "https://a.example" } },
      "https://a.example (from AWS_ENDPOINT_URL), region eu-west-1 (from AWS_REGION), profile work (from AWS_PROFILE)",
    ],
    [
      "AWS if the SDK's variable disables configured endpoints",
      { flags: { profile: "work" }, env: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" } },
      "AWS, region eu-central-1 (from profile work), profile work (from --profile)",
    ],
    [
      "the profile of the remembered target",
      { memory: remembered({ profile: "work", endpointUrl: "http://127.0.0.1:7" }) },
      "http://127.0.0.1:7 (from the last deploy), region eu-central-1 (from profile work), profile work (from the last deploy)",
    ],
    [
      "nothing from a remembered target with another profile",
      { flags: { profile: "default" }, memory: remembered({ profile: "work", region: "us-west-2" }) },
      "AWS, region eu-north-1 (from profile default), profile default (from --profile)",
    ],
  ])("%s", async (_name, place, message) => {
    const { target } = await settingsOf({ aws: PROFILES, ...place });
    expect(describeTarget("todo-api-dev", target)).toBe(`todo-api-dev on ${message}`);
  });

  test("rejects a profile that does not exist, and suggests a similar one", async () => {
    await expect(settingsOf({ flags: { profile: "wrok" }, aws: PROFILES })).rejects.toThrow(
      'profile "wrok" (from --profile) not found in the AWS configuration (did you mean "work"?)',
    );
  });

  test("TODO_API_LOCAL accepts only a switch", async () => {
    await expect(settingsOf({ env: { TODO_API_LOCAL: "yes" } })).rejects.toThrow(
      'TODO_API_LOCAL must be 1, 0, true or false, not "yes"',
    );
    expect(
      (await settingsOf({ env: { TODO_API_LOCAL: "0" }, memory: remembered({ local: true }), aws: PROFILES })).target
        .kind,
    ).toBe("aws");
  });
});

const SERVICES_SECTION = `[default]
region = eu-west-1
services = all
endpoint_url = http://127.0.0.1:1
[services all]
s3 =
  endpoint_url = http://127.0.0.1:2
api_gateway =
  endpoint_url = http://127.0.0.1:3
`;

describe("selects the endpoints:", () => {
  const ON_ALL = "http://127.0.0.1:1 (from profile default), region eu-west-1 (from profile default)";
  test.each<[string, Place, string]>([
    [
      "the services section before the profile's endpoint",
      {},
      `${ON_ALL}, API Gateway at http://127.0.0.1:3 (from profile default), S3 at http://127.0.0.1:2 (from profile default)`,
    ],
    [
      "a service's variable before its section",
      { env: { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:4/" } },
      `${ON_ALL}, API Gateway at http://127.0.0.1:3 (from profile default), S3 at http://127.0.0.1:4 (from AWS_ENDPOINT_URL_S3)`,
    ],
    [
      "AWS_ENDPOINT_URL before the section, a service's variable before both",
      { env: { AWS_ENDPOINT_URL: "http://127.0.0.1:5", AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: "http://127.0.0.1:6" } },
      "http://127.0.0.1:5 (from AWS_ENDPOINT_URL), region eu-west-1 (from profile default), CloudWatch Logs at http://127.0.0.1:6 (from AWS_ENDPOINT_URL_CLOUDWATCH_LOGS)",
    ],
    [
      "a service's variable only if its value differs from the common endpoint",
      { env: { AWS_ENDPOINT_URL: "http://127.0.0.1:5", AWS_ENDPOINT_URL_IAM: "http://127.0.0.1:5" } },
      "http://127.0.0.1:5 (from AWS_ENDPOINT_URL), region eu-west-1 (from profile default)",
    ],
    [
      "--endpoint-url before all of them",
      { flags: { endpointUrl: "http://127.0.0.1:7" }, env: { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:4" } },
      "http://127.0.0.1:7 (from --endpoint-url), region eu-west-1 (from profile default)",
    ],
    [
      "none of them if the environment disables them",
      {
        env: {
          AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
          AWS_ENDPOINT_URL: "http://127.0.0.1:5",
          AWS_ENDPOINT_URL_S3: "http://127.0.0.1:4",
        },
      },
      "AWS, region eu-west-1 (from profile default)",
    ],
    [
      "none of them if the profile disables them",
      {
        env: { AWS_ENDPOINT_URL: "http://127.0.0.1:5" },
        aws: `${SERVICES_SECTION}[profile x]\nregion = eu-west-1\nignore_configured_endpoint_urls = true\n`,
        flags: { profile: "x" },
      },
      "AWS, region eu-west-1 (from profile x), profile x (from --profile)",
    ],
    [
      "all of them if the environment overrides a profile that disables them",
      {
        env: { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" },
        aws: "[default]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:1\nignore_configured_endpoint_urls = true\n",
      },
      ON_ALL,
    ],
    [
      "none of them on the local cloud",
      {
        flags: { local: true },
        env: { AWS_ENDPOINT_URL: "http://127.0.0.1:5", AWS_ENDPOINT_URL_S3: "http://127.0.0.1:4" },
      },
      "the local cloud (.todo-api/local)",
    ],
  ])("%s", async (_name, place, message) => {
    const { target } = await settingsOf({ aws: SERVICES_SECTION, ...place });
    expect(describeTarget("todo-api-dev", target)).toBe(`todo-api-dev on ${message}`);
  });

  test("rejects a services section that does not exist", async () => {
    await expect(settingsOf({ aws: "[default]\nregion = eu-west-1\nservices = all\n" })).rejects.toThrow(
      'the profile "default" refers to the section [services all], which is not in the AWS configuration',
    );
  });

  test.each<[string, Place, string]>([
    [
      "the flag",
      { flags: { endpointUrl: "http://aws.example:4566" } },
      "http://aws.example:4566 (from --endpoint-url)",
    ],
    ["the environment", { env: { AWS_ENDPOINT_URL: "http://10.0.0.1" } }, "http://10.0.0.1 (from AWS_ENDPOINT_URL)"],
    [
      "a service's variable",
      { env: { AWS_ENDPOINT_URL_S3: "http://s3.example" } },
      "http://s3.example (from AWS_ENDPOINT_URL_S3)",
    ],
    [
      "a host name that only begins with this machine's address",
      { flags: { endpointUrl: "http://127.0.0.1.example" } },
      "http://127.0.0.1.example (from --endpoint-url)",
    ],
    [
      "a profile",
      { aws: "[default]\nregion = eu-west-1\nendpoint_url = http://aws.example\n" },
      "http://aws.example (from profile default)",
    ],
  ])("plain http to another machine, from %s, requires --insecure", async (_name, place, named) => {
    const at = { aws: "[default]\nregion = eu-west-1\n", ...place };
    await expect(settingsOf(at)).rejects.toThrow(`the endpoint ${named} uses plain HTTP to another machine`);
    await expect(settingsOf({ ...at, flags: { ...place.flags, insecure: true } })).resolves.toMatchObject({});
  });
});

describe("selects the credentials:", () => {
  const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
  test.each<[string, Place, string]>([
    [
      "the environment's keys before AWS_PROFILE",
      { env: { ...keys, AWS_PROFILE: "work" } },
      "profile work (from AWS_PROFILE), credentials from AWS_ACCESS_KEY_ID",
    ],
    [
      "--profile before the environment's keys",
      { flags: { profile: "work" }, env: keys },
      "profile work (from --profile)",
    ],
    [
      "the file's profile before the environment's keys",
      { file: { profile: "work" }, env: keys },
      "profile work (from todo-api.json)",
    ],
  ])("%s", async (_name, place, message) => {
    const { target } = await settingsOf({ aws: "[profile work]\nregion = eu-west-1\n", ...place });
    expect(describeTarget("s", target)).toBe(`s on AWS, region eu-west-1 (from profile work), ${message}`);
  });

  test("rejects one of two keys without the other", async () => {
    await expect(settingsOf({ aws: PROFILES, env: { AWS_ACCESS_KEY_ID: "a" } })).rejects.toThrow(
      "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not; set both or neither",
    );
  });
});

test.each([['[profile "my work"]'], ["[profile my work]"]])(
  "a profile's name may contain spaces: %s",
  async (header) => {
    const aws = `[default]\nregion = us-east-1\n${header}\nregion = eu-west-3\n`;
    const { target } = await settingsOf({ flags: { profile: "my work" }, aws });
    expect(describeTarget("s", target)).toBe(
      "s on AWS, region eu-west-3 (from profile my work), profile my work (from --profile)",
    );
    await expect(settingsOf({ flags: { profile: "my wrok" }, aws })).rejects.toThrow('did you mean "my work"?');
  },
);

test.each([
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["eu-isoe-west-1", "aws-iso-e"],
  ["us-isof-south-1", "aws-iso-f"],
])("a region of an unknown partition is rejected by the partition's name: %s", async (region, partition) => {
  await expect(settingsOf({ flags: { region } })).rejects.toThrow(
    `is in the partition ${partition}, which is not supported`,
  );
});

test.each([
  ["eu-west-1", "https://id.execute-api.eu-west-1.amazonaws.com/dev"],
  ["cn-north-1", "https://id.execute-api.cn-north-1.amazonaws.com.cn/dev"],
  ["us-gov-west-1", "https://id.execute-api.us-gov-west-1.amazonaws.com/dev"],
  ["eusc-de-east-1", "https://id.execute-api.eusc-de-east-1.amazonaws.eu/dev"],
])("an API of %s has the address of its partition", async (region, url) => {
  expect((await settingsOf({ flags: { region } })).target.region).toBe(region);
  expect(await awsAddresses(region).apiUrl("id", "dev")).toBe(url);
});

test.each([
  ["us-east-1", "https://b.s3.us-east-1.amazonaws.com/index.html", "http://b.s3-website-us-east-1.amazonaws.com"],
  ["eu-west-1", "https://b.s3.eu-west-1.amazonaws.com/index.html", "http://b.s3-website-eu-west-1.amazonaws.com"],
  [
    "eu-central-1",
    "https://b.s3.eu-central-1.amazonaws.com/index.html",
    "http://b.s3-website.eu-central-1.amazonaws.com",
  ],
  [
    "cn-north-1",
    "https://b.s3.cn-north-1.amazonaws.com.cn/index.html",
    "http://b.s3-website.cn-north-1.amazonaws.com.cn",
  ],
  [
    "us-gov-west-1",
    "https://b.s3.us-gov-west-1.amazonaws.com/index.html",
    "http://b.s3-website-us-gov-west-1.amazonaws.com",
  ],
  [
    "eusc-de-east-1",
    "https://b.s3.eusc-de-east-1.amazonaws.eu/index.html",
    "http://b.s3-website.eusc-de-east-1.amazonaws.eu",
  ],
])(
  "a page on AWS in %s is an object over https, and at the bucket's endpoint over http",
  async (region, url, endpoint) => {
    const { target } = await settingsOf({ flags: { region } });
    expect(await addressesOf(target).websiteUrl("b")).toBe(url);
    expect(addressesOf(target).websiteEndpoint("b")).toBe(endpoint);
  },
);

test("a page at another endpoint has only its address there; if only the API is elsewhere, it has AWS's", async () => {
  const elsewhere = { value: "http://127.0.0.1:4566", source: "the test" };
  const { target } = await settingsOf({ flags: { region: "eu-west-1" } });
  const ofS3 = addressesOf({ ...target, endpoints: { S3: elsewhere } });
  expect(await ofS3.websiteUrl("b")).toBe("http://127.0.0.1:4566/b/index.html");
  expect(ofS3.websiteEndpoint("b")).toBeUndefined();
  expect(await ofS3.apiUrl("id", "dev")).toBe("https://id.execute-api.eu-west-1.amazonaws.com/dev");
  const ofApis = addressesOf({ ...target, endpoints: { "API Gateway": elsewhere } });
  expect(await ofApis.websiteUrl("b")).toBe("https://b.s3.eu-west-1.amazonaws.com/index.html");
  expect(ofApis.websiteEndpoint("b")).toBe("http://b.s3-website-eu-west-1.amazonaws.com");
  expect(await ofApis.apiUrl("id", "dev")).toMatch(/^http:\/\/127\.0\.0\.1:4566\//);
});

describe("the API's URL of the last deploy", () => {
  const region = "us-east-1";
  const apiUrl = `https://abc.execute-api.${region}.amazonaws.com/dev`;

  test("is known for the same stack in the same region and cloud", async () => {
    const memory = remembered({ local: false, region, apiUrl });
    expect((await settingsOf({ memory })).apiUrl).toBe(apiUrl);
  });

  test("is never taken from the folder for the local cloud", async () => {
    const memory = remembered({ local: true, region, apiUrl: "http://127.0.0.1:5/dev" });
    expect(await settingsOf({ memory })).not.toHaveProperty("apiUrl");
  });

  test.each<[string, Place]>([
    ["another stage", { flags: { stage: "prod" } }],
    ["another region", { flags: { region: "eu-west-1" } }],
    ["another cloud", { flags: { local: true } }],
  ])("is not known for %s", async (_name, place) => {
    const memory = remembered({ local: false, region, apiUrl });
    expect(await settingsOf({ ...place, memory, aws: PROFILES })).not.toHaveProperty("apiUrl");
  });
});

test.each([
  ["{"],
  ["[]"],
  ['{"version": 2, "local": true, "app": "todo-api", "stage": "dev"}'],
  [JSON.stringify(remembered({ stage: "../x" }))],
])(
  "a remembered target %s is ignored with a warning if a flag names the cloud, and is an error otherwise",
  async (memory) => {
    let warnings = "";
    const settings = await settingsOf({ memory, aws: PROFILES, flags: { local: false } }, (text) => {
      warnings += text;
    });
    expect(settings.target.kind).toBe("aws");
    expect(warnings).toBe(
      "warning: .todo-api/target.json, the record of the last deploy, is not valid and is ignored; the next deploy rewrites it\n",
    );
    for (const env of [{}, { TODO_API_LOCAL: "" }])
      await expect(settingsOf({ memory, aws: PROFILES, env })).rejects.toThrow(
        ".todo-api/target.json, the record of the last deploy, is not valid; use --local or --no-local, or delete the file",
      );
  },
);

function remembered(more: object): object {
  return { version: 1, local: false, app: "todo-api", stage: "dev", ...more };
}

async function settingsOf(
  { flags = {}, env, file, memory, aws = "" }: Place,
  warn = (_text: string) => {},
): Promise<Settings> {
  const cwd = await makeFolder();
  await mkdir(join(cwd, ".todo-api"));
  if (file) await writeFile(join(cwd, "todo-api.json"), JSON.stringify(file));
  if (memory !== undefined)
    await writeFile(
      join(cwd, ".todo-api", "target.json"),
      typeof memory === "string" ? memory : JSON.stringify(memory),
    );
  await writeFile(join(cwd, "aws-config"), aws);
  const variables = {
    AWS_CONFIG_FILE: join(cwd, "aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(cwd, "none"),
    ...env,
  };
  return readSettings(flags, {
    ...processIo(),
    cwd,
    env: variables,
    stderr: { isTTY: false, columns: 80, write: warn },
  });
}
