import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/package/package-root.ts";
import { makeDeployedFolder } from "../support/deployed-folder.ts";
import { startTestCloud } from "../support/local-cloud.ts";
import { makeFolder, type Ran } from "../support/run.ts";
import { runNode } from "../support/run-node.ts";

const PARTS = ["bin", "dist", "handlers", "frontend", "src/build", "package.json"];

/** A copy of this checkout, built, whose sources can be edited. */
async function makeCheckout(): Promise<string> {
  const root = await makeFolder();
  for (const part of PARTS)
    cpSync(join(PACKAGE_ROOT, part), join(root, part), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(PACKAGE_ROOT, "node_modules"), join(root, "node_modules"), "junction");
  return root;
}

test("a deploy in a checkout rebuilds, deploys and reports edited sources; an installed package does not", async () => {
  const local = await startTestCloud();
  try {
    const root = await makeCheckout();
    const cwd = await makeDeployedFolder(local);
    const deploy = (): Promise<Ran> => runNode([join(root, "bin", "todo-api.js"), "deploy"], { cwd });
    const first = await deploy();
    expect(first).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/Rebuilt|npm run build/) });
    const api = first.stdout.trim();

    const response = join(root, "handlers", "response.ts");
    writeFileSync(
      response,
      readFileSync(response, "utf8").replace('"Cache-Control": "no-store"', '"Cache-Control": "no-store, edited"'),
    );
    appendFileSync(join(root, "frontend", "index.html"), "<!-- edited -->\n");
    const second = await deploy();
    expect(second.stderr).toContain("Rebuilt the functions: handlers/ was edited after the last build.\n");
    expect(second.stderr).toContain("Rebuilt the page: frontend/ was edited after the last build.\n");
    expect((await fetch(`${api}/items`)).headers.get("cache-control")).toBe("no-store, edited");
    expect((await deploy()).stderr).not.toMatch(/Rebuilt/);

    const model = join(root, "handlers", "models", "todo.json");
    writeFileSync(model, readFileSync(model, "utf8").replace('"maxLength": 500', '"maxLength": 400'));
    await deploy();
    const long = {
      method: "POST",
      body: JSON.stringify({ title: "x".repeat(450) }),
      headers: { "content-type": "application/json" },
    };
    expect((await fetch(`${api}/items`, long)).status).toBe(400);

    const added = join(root, "frontend", "added.html");
    writeFileSync(added, "added");
    expect((await deploy()).stderr).toContain("Rebuilt the page");
    rmSync(added);
    expect((await deploy()).stderr).toContain("Rebuilt the page");

    const saved = `${response}.saved`;
    renameSync(response, saved);
    writeFileSync(response, "export const response = ;\n");
    const broken = await deploy();
    expect(broken).toMatchObject({ code: 2, stdout: "" });
    expect(broken.stderr).toMatch(
      /^error: handlers\/ cannot be built; nothing was changed:\n {2}handlers\/response\.ts:1:\d+: /m,
    );
    expect(broken.stderr).not.toContain("this is a bug");
    renameSync(saved, response);
    expect((await deploy()).stderr).not.toContain("Rebuilt");
    const text = readFileSync(response, "utf8");
    writeFileSync(saved, text);
    writeFileSync(response, text.replace("no-store, edited", "no-store, again"));
    await deploy();
    // The restored file keeps its time, which is before that of the build.
    renameSync(saved, response);
    expect((await deploy()).stderr).toContain("Rebuilt the functions");
    expect((await fetch(`${api}/items`)).headers.get("cache-control")).toBe("no-store, edited");

    const later = new Date(Date.now() + 60_000);
    utimesSync(join(root, "src", "build", "page.ts"), later, later);
    expect((await deploy()).stderr).toContain("warning: src/ was edited after the last build; run `npm run build`");

    rmSync(join(root, "src"), { recursive: true });
    utimesSync(response, later, later);
    expect(existsSync(response)).toBe(true);
    expect((await deploy()).stderr).not.toMatch(/Rebuilt|npm run build/);
  } finally {
    await local.stop();
  }
}, 900_000);
