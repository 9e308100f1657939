import { beforeEach, describe, expect, test } from "vitest";
import { ownershipTags, type Tags } from "../../src/aws/ownership.ts";
import { isForeign } from "../../src/engine/foreign-resource.ts";
import type { ResourceContext, StandaloneResource } from "../../src/engine/resource.ts";
import { type ManagedInput, managed } from "../../src/resources/managed.ts";

interface QueueState {
  readonly delay: number | undefined;
  readonly policy: string | undefined;
  /** The service assigns it, and it is never desired. */
  readonly arn: string;
  readonly tags: Tags;
  readonly duplicates?: readonly string[];
}

const STACK = { app: "todo-api", stage: "dev" };
const CONTEXT: ResourceContext = { stateOf: () => undefined, waitFor: async () => {}, letDependentsStart: () => {} };

/** The only queue of a fake service. */
let queue: QueueState | undefined;
let duplicates: readonly string[];
let calls: string[];

beforeEach(() => {
  queue = undefined;
  duplicates = [];
  calls = [];
});

async function change(call: string, fields: Partial<QueueState>): Promise<void> {
  calls.push(call);
  if (!queue) throw new Error("There is no queue.");
  queue = { ...queue, ...fields };
}

function noQueue(): Error {
  const error = new Error("There is no queue.");
  error.name = "NoQueueException";
  return error;
}

function queueInput(more: Partial<ManagedInput<QueueState>> = {}): ManagedInput<QueueState> {
  return {
    id: "queue",
    kind: "queue",
    name: "todo-api-dev",
    stack: STACK,
    tags: ownershipTags(STACK, "1.0.0"),
    async observe() {
      calls.push("find");
      const found = queue;
      if (!found) return undefined;
      const state = async () => {
        calls.push("describe");
        return found;
      };
      return { tags: found.tags, state };
    },
    async create(tags) {
      calls.push("create");
      if (queue) throw new Error("exists");
      queue = { delay: undefined, policy: undefined, arn: "arn:1", tags, duplicates };
      return queue;
    },
    alreadyExists: (error) => error instanceof Error && error.message === "exists",
    tag: (tags, state) => change(`tag ${Object.keys(tags).sort().join(" ")}`, { tags: { ...state.tags, ...tags } }),
    async remove() {
      calls.push("remove");
      if (!queue) throw noQueue();
      queue = undefined;
    },
    missing: "NoQueueException",
    ...more,
  };
}

function queueResource(
  desired: { readonly delay?: number; readonly policy: string },
  more: Partial<ManagedInput<QueueState>> = {},
) {
  const { delay, policy } = desired;
  return managed({
    ...queueInput(more),
    desired,
    set: {
      policy: () => change("set policy", { policy }),
      delay: () => change("set delay", delay === undefined ? {} : { delay }),
    },
  });
}

async function deploy(resource: StandaloneResource<QueueState>, context = CONTEXT): Promise<readonly string[]> {
  const state = (await resource.read()) ?? (await resource.create(context));
  if (!state) throw new Error("The queue was not created.");
  const changes = resource.diff(state, context);
  if (changes.length > 0) await resource.update(context, state, changes);
  return changes.map(({ field }) => field);
}

test("creates with all tags, sets the desired fields in the order of the setters, and then is in sync", async () => {
  const resource = queueResource({ delay: 5, policy: "ours" });
  await deploy(resource);
  expect(calls).toEqual(["find", "create", "set policy", "set delay"]);
  expect(await deploy(resource)).toEqual([]);
});

test("sets only the fields that differ", async () => {
  await deploy(queueResource({ delay: 5, policy: "ours" }));
  calls = [];
  expect(await deploy(queueResource({ delay: 9, policy: "ours" }))).toEqual(["delay", "tags.todo-api:fingerprints"]);
  expect(calls).toEqual(["find", "describe", "set delay", "tag todo-api:fingerprints"]);
});

test("does not compare or change a field that is not desired", async () => {
  await deploy(queueResource({ delay: 5, policy: "ours" }));
  await deploy(queueResource({ policy: "ours" }));
  expect(queue).toMatchObject({ delay: 5 });
});

test("keeps tags of other owners, and writes only its own that differ", async () => {
  await deploy(queueResource({ policy: "ours" }));
  if (queue) queue = { ...queue, tags: { ...queue.tags, team: "blue", "todo-api:version": "0.9.0" } };
  calls = [];
  expect(await deploy(queueResource({ policy: "ours" }))).toEqual(["tags.todo-api:version"]);
  expect(calls).toContain("tag todo-api:version");
  expect(queue?.tags).toMatchObject({ team: "blue" });
});

describe("fields that are set before the tags", () => {
  const context: ResourceContext = { ...CONTEXT, letDependentsStart: () => void calls.push("let dependents start") };

  test("are followed by the tags, then by the start of dependents and the other fields", async () => {
    await deploy(queueResource({ delay: 5, policy: "ours" }));
    calls = [];
    const desired = { delay: 9, policy: "theirs" };
    const set = { policy: () => change("set policy", desired), delay: () => change("set delay", desired) };
    await deploy(managed({ ...queueInput(), desired, set, beforeTags: ["delay"] }), context);
    expect(calls).toEqual([
      "find",
      "describe",
      "set delay",
      "tag todo-api:fingerprints",
      "let dependents start",
      "set policy",
    ]);
  });

  test("are all fields by default, and no dependent starts early", async () => {
    await deploy(queueResource({ delay: 5, policy: "ours" }), context);
    expect(calls).toEqual(["find", "create", "set policy", "set delay"]);
  });
});

describe("tags that a resource must not have", () => {
  const forbiddenTags = { keys: ["kept", "other"], remove: async (keys: string[]) => void calls.push(`untag ${keys}`) };

  test("are removed if it has them, after everything else, as a change and not as drift", async () => {
    await deploy(queueResource({ policy: "ours" }));
    if (queue) queue = { ...queue, tags: { ...queue.tags, kept: "since then" } };
    calls = [];
    const resource = queueResource({ policy: "theirs" }, { forbiddenTags });
    expect(await deploy(resource)).toEqual(["policy", "tags.todo-api:fingerprints", "tags.kept"]);
    expect(calls).toEqual(["find", "describe", "set policy", "tag todo-api:fingerprints", "untag kept"]);
    if (queue) expect(resource.matchesLastDeploy(queue, "tags.kept", CONTEXT)).toBe(false);
  });

  test("need no call if it has none of them", async () => {
    await deploy(queueResource({ policy: "ours" }, { forbiddenTags }));
    expect(calls).toEqual(["find", "create", "set policy"]);
  });
});

test("calls a setter that several fields share once", async () => {
  const both = () => change("set both", { delay: 5, policy: "ours" });
  const desired = { delay: 5, policy: "ours" };
  await deploy(managed({ ...queueInput(), desired, set: { delay: both, policy: both } }));
  expect(calls).toEqual(["find", "create", "set both"]);
});

describe("the cause of a difference", () => {
  const causeOf = (desired: { readonly delay: number }) => {
    const resource = queueResource({ ...desired, policy: "ours" });
    if (!queue) throw new Error("There is no queue.");
    return resource.matchesLastDeploy(queue, "delay", CONTEXT) ? "drift" : "change";
  };

  beforeEach(async () => {
    await deploy(queueResource({ delay: 5, policy: "ours" }));
  });

  test("is drift if the last deploy desired the same", async () => {
    await change("by hand", { delay: 7 });
    expect(causeOf({ delay: 5 })).toBe("drift");
  });

  test("is a change if another value is desired now", () => {
    expect(causeOf({ delay: 9 })).toBe("change");
  });
});

test("a resource's kind can decide the cause of a difference", async () => {
  await deploy(queueResource({ delay: 5, policy: "ours" }));
  const isDrift = (field: string) => (field === "delay" ? true : field === "policy" ? false : undefined);
  const resource = queueResource({ delay: 9, policy: "ours" }, { isDrift });
  const state = await resource.read();
  const fields = ["delay", "policy", "tags.todo-api:stage"];
  expect(fields.map((field) => state && resource.matchesLastDeploy(state, field, CONTEXT))).toEqual([
    true,
    false,
    true,
  ]);
});

describe("another owner's resource", () => {
  beforeEach(() => {
    queue = { delay: 1, policy: undefined, arn: "arn:2", tags: { "todo-api:app": "other", "todo-api:stage": "dev" } };
  });

  test("is neither described nor removed", async () => {
    const resource = queueResource({ policy: "ours" });
    const errors = await Promise.all([resource.read(), resource.remove()].map((run) => run.catch((error) => error)));
    expect(errors.map(isForeign)).toEqual([true, true]);
    expect(calls).toEqual(["find", "find"]);
  });

  test("belongs to the stack if its kind allows that", async () => {
    const resource = queueResource({ policy: "ours" }, { whyForeign: async () => undefined });
    expect(await resource.read()).toMatchObject({ arn: "arn:2" });
  });
});

test("a resource whose tags have a newer format is neither described nor removed", async () => {
  const tags = { ...ownershipTags(STACK, "9.0.0"), "todo-api:format": "2" };
  queue = { delay: 1, policy: undefined, arn: "arn:1", tags };
  const resource = queueResource({ policy: "ours" });
  await expect(resource.read()).rejects.toThrow("have format 2");
  await expect(resource.remove()).rejects.toMatchObject({
    code: "newer-format",
    next: [{ command: "npm install todo-api@9.0.0" }],
  });
  expect(calls).toEqual(["find", "find"]);
});

test("retries setting fields and tags as the kind specifies, and nothing else", async () => {
  const retry = <Done>(change: () => Promise<Done>) => {
    calls.push("settle");
    return change();
  };
  await deploy(queueResource({ delay: 5, policy: "ours" }, { retry }));
  expect(calls).toEqual(["find", "create", "settle", "set policy", "settle", "set delay"]);
  if (queue) queue = { ...queue, tags: ownershipTags(STACK, "0.9.0") };
  calls = [];
  await deploy(queueResource({ delay: 5, policy: "ours" }, { retry }));
  expect(calls).toEqual(["find", "describe", "settle", "tag todo-api:fingerprints todo-api:version"]);
});

describe("duplicates", () => {
  test("are drift, and are removed before anything is set", async () => {
    duplicates = ["q2", "q3"];
    const removeDuplicate = async (id: string) => void calls.push(`remove ${id}`);
    const resource = queueResource({ policy: "ours" }, { removeDuplicate });
    expect(await deploy(resource)).toEqual(["policy", "duplicate q2", "duplicate q3"]);
    expect(calls).toEqual(["find", "create", "remove q2", "remove q3", "set policy"]);
    if (!queue) throw new Error("There is no queue.");
    expect(resource.matchesLastDeploy(queue, "duplicate q2", CONTEXT)).toBe(true);
  });

  test("are removed with the resource, which is removed last", async () => {
    duplicates = ["q2", "q3"];
    const removeDuplicate = async (id: string) => void calls.push(`remove ${id}`);
    const resource = queueResource({ policy: "ours" }, { removeDuplicate });
    await resource.create(CONTEXT);
    calls = [];
    expect(await resource.remove()).toBe(true);
    expect(calls).toEqual(["find", "describe", "remove q2", "remove q3", "remove"]);
  });
});

describe("a race with another run", () => {
  test("lets the caller read the resource that another run created first", async () => {
    queue = { delay: 1, policy: undefined, arn: "arn:1", tags: ownershipTags(STACK, "1.0.0") };
    expect(await queueResource({ policy: "ours" }).create(CONTEXT)).toBeUndefined();
  });

  test("treats a removal that another run did first as a success", async () => {
    await deploy(queueResource({ policy: "ours" }));
    const resource = queueResource({ policy: "ours" }, { remove: () => Promise.reject(noQueue()) });
    expect(await resource.remove()).toBe(false);
  });

  test("does not hide another failure", async () => {
    await deploy(queueResource({ policy: "ours" }));
    const resource = queueResource({ policy: "ours" }, { remove: () => Promise.reject(new Error("denied")) });
    await expect(resource.remove()).rejects.toThrow("denied");
  });
});

test("removes what exists, once", async () => {
  await deploy(queueResource({ policy: "ours" }));
  const resource = queueResource({ policy: "ours" });
  expect([await resource.remove(), await resource.remove()]).toEqual([true, false]);
});

test("a missing, misspelled or superfluous setter does not compile", () => {
  const input = queueInput();
  const set = async () => {};
  // @ts-expect-error The setter of `policy` is missing.
  managed({ ...input, desired: { delay: 1, policy: "" }, set: { delay: set } });
  // @ts-expect-error `dealy` is misspelled.
  managed({ ...input, desired: { delay: 1 }, set: { dealy: set } });
  // @ts-expect-error `policy` is not desired.
  managed({ ...input, desired: { delay: 1 }, set: { delay: set, policy: set } });
  // @ts-expect-error The state has no field `size`.
  managed({ ...input, desired: { size: 1 }, set: { size: set } });
  expect(managed({ ...input, desired: { delay: 1 }, set: { delay: set } }).id).toBe("queue");
});
