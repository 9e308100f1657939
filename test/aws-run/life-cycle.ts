import { EXIT } from "../../src/errors.ts";
import { CONTRACT } from "./contract.ts";
import { expectCode, type Step } from "./step.ts";

/** The life cycle of a stack, up to its removal. */
export const LIFE: readonly Step[] = [
  { name: "deploy", run: async ({ todoApi }) => void expectCode(await todoApi("deploy", "--allow-clear"), EXIT.ok) },
  {
    name: "the plan after the deploy is empty",
    run: async ({ todoApi }) => void expectCode(await todoApi("plan", "--exit-code"), EXIT.ok),
  },
  {
    name: "a second deploy changes nothing",
    async run({ todoApi }) {
      const lines = expectCode(await todoApi("deploy", "--json"), EXIT.ok)
        .trimEnd()
        .split("\n");
      const { counts } = JSON.parse(lines.at(-1) ?? "{}");
      if (counts?.created || counts?.updated) throw new Error(`It changed something: ${JSON.stringify(counts)}`);
    },
  },
  {
    name: "items are added, changed, listed and deleted",
    async run({ todoApi, place }) {
      // LocalEmu has no functions without Docker; AWS and the local cloud run them.
      if (place.endpointUrl !== undefined) return;
      expectCode(await todoApi("items", "add", "Buy milk"), EXIT.ok);
      const [item] = JSON.parse(expectCode(await todoApi("items", "list", "--json"), EXIT.ok));
      expectCode(await todoApi("items", "done", item.id), EXIT.ok);
      expectCode(await todoApi("items", "delete", item.id), EXIT.ok);
      expectCode(await todoApi("status"), EXIT.ok);
    },
  },
  ...CONTRACT,
  {
    name: "an update is deployed",
    async run({ todoApi }) {
      expectCode(await todoApi("deploy", "--no-allow-clear"), EXIT.ok);
      expectCode(await todoApi("plan", "--exit-code"), EXIT.ok);
    },
  },
  { name: "rollback", run: async ({ todoApi }) => void expectCode(await todoApi("rollback", "--yes"), EXIT.ok) },
];

/** The removal, which runs whatever happened before. */
export const REMOVAL: readonly Step[] = [
  {
    name: "destroy leaves nothing",
    async run({ todoApi }) {
      const stdout = expectCode(await todoApi("destroy", "--yes"), EXIT.ok);
      if (!stdout.includes("0 resources left")) throw new Error(stdout);
    },
  },
  {
    name: "a second destroy finds nothing",
    run: async ({ todoApi }) => void expectCode(await todoApi("destroy", "--yes"), EXIT.ok, EXIT.notFound),
  },
];
