import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../../src/errors.ts";
import { type Ran, run } from "../support/run.ts";
import { REGION, startLocalEmu } from "./emulators.ts";
import { type EndpointRelay, startEndpointRelay } from "./relay.ts";
import { describeOn, KEYS, makeProject, ownNames } from "./stack.ts";

// The tests of this file run in order: each continues with the state of the previous one.
await describeOn("LocalEmu, a relative of LocalStack", startLocalEmu, (emulator) => {
  let relay: EndpointRelay;
  let project: Awaited<ReturnType<typeof makeProject>>;
  const todoApi = (...argv: readonly string[]): Promise<Ran> =>
    run([...argv, "--endpoint-url", relay.endpoint], { cwd: project.cwd, env: { ...KEYS, HOME: project.cwd } });

  beforeAll(async () => {
    relay = await startEndpointRelay(emulator.endpoint);
    project = await makeProject();
  });
  afterAll(() => Promise.all([relay.stop(), project.remove()]));

  test("rejects another owner's log group with the stack's name, and leaves it unchanged", async () => {
    const logs = new CloudWatchLogsClient({
      endpoint: emulator.endpoint,
      region: REGION,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const logGroupName = "/aws/lambda/todo-api-dev-read";
    const resourceArn = `arn:aws:logs:${REGION}:000000000000:log-group:${logGroupName}`;
    await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { owner: "ann" } }));
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
    const look = async () => [
      (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))).logGroups,
      (await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags,
    ];
    const before = await look();
    const { code, stderr } = await todoApi("deploy");
    expect(code).toBe(EXIT.failure);
    expect(stderr).toContain(
      `the CloudWatch log group ${logGroupName} already exists and does not belong to the stack todo-api-dev`,
    );
    await todoApi("destroy", "--yes");
    expect(await look()).toEqual(before);
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    expect(ownNames(await emulator.list())).toEqual([]);
  });

  test("a deploy succeeds, and warns that the API does not respond", async () => {
    const { code, stdout, stderr } = await todoApi("deploy", "--allow-clear");
    expect({ code, stdout }).toEqual({
      code: EXIT.ok,
      stdout: expect.stringMatching(/\/restapis\/\w+\/dev\/_user_request_\n$/),
    });
    expect(stderr).toContain("warning: the API at ");
    const [, page = ""] = /^Website +(\S+)$/m.exec(stderr) ?? [];
    expect(await (await fetch(page)).text()).toContain("<!doctype html>");
  });

  test("the plan after the deploy is empty, and a second deploy changes nothing", async () => {
    expect(await todoApi("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });
    const before = relay.changes.length;
    expect(await todoApi("deploy")).toMatchObject({ code: EXIT.ok });
    expect(relay.changes.slice(before)).toEqual([]);
  });

  test("an update is deployed, and the plan after the update is empty", async () => {
    expect(await todoApi("deploy", "--no-allow-clear")).toMatchObject({ code: EXIT.ok });
    expect(await todoApi("plan", "--exit-code")).toMatchObject({ code: EXIT.ok });
  });

  test("rolls back to the previous release", async () => {
    expect(await todoApi("rollback", "--yes")).toMatchObject({ code: EXIT.ok });
    expect(await todoApi("plan", "--exit-code")).toMatchObject({ code: EXIT.changes });
  });

  test("a destroy leaves nothing that boto3 can find", async () => {
    expect(await todoApi("destroy", "--yes")).toMatchObject({ code: EXIT.ok, stdout: "0 resources left\n" });
    expect(ownNames(await emulator.list())).toEqual([]);
  });
});
