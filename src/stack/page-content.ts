import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Model, modelText } from "../api/model/model.ts";
import type { StackName } from "../aws/stack-name.ts";
import type { SiteConfig } from "../resources/site/site-files.ts";

interface PageInput {
  readonly name: StackName;
  readonly model: Model;
  readonly settings: { readonly allowClear: boolean; readonly auth: string };
}

/** The facts about the stack that the page uses, except the URL of the API. */
export function pageConfig({ name, model, settings }: PageInput): Omit<SiteConfig, "apiUrl"> {
  const { app, stage } = name;
  return { app, stage, model, allowClear: settings.allowClear, auth: settings.auth };
}

/** The values of `pageConfig` as environment variables, for the function that serves the page. */
export function pageEnvironment(input: PageInput): Readonly<Record<string, string>> {
  const { model, ...others } = pageConfig(input);
  return { PAGE: JSON.stringify(others), MODEL: modelText(model) };
}

/** The folder with the page's files. */
export function pageFolder(packageRoot: string): string {
  return join(packageRoot, "dist", "frontend");
}

/** The paths at which the API serves the page. */
export function pagePathsIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name !== NOT_FOUND_PAGE);
  return ["/", ...[...names, "config.json"].sort().map((name) => `/${name}`)];
}

/** The page that the S3 website serves for unknown paths. */
const NOT_FOUND_PAGE = "404.html";
