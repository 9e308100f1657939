import { existsSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";
import type { Model } from "../api/model/model.ts";
import { isModelName, readModel } from "../api/model/read-model.ts";
import { isPathInFolder } from "../config/target-cache.ts";
import type { CommandContext } from "./command-context.ts";

/**
 * Reads the file that contained the last model deployed from this folder; the file may have been edited since. Returns
 * undefined if there is no such file or no deployed model, or if a different model is deployed, for example because the
 * stack has been deployed from another folder since.
 */
export function findModelInFile(context: CommandContext, deployed: Model | undefined): Model | undefined {
  const { rememberedModel, rememberedModelFile } = context.settings;
  if (!deployed || !rememberedModelFile || !areEqual(deployed, rememberedModel)) return undefined;
  return readIfPresent(context, rememberedModelFile);
}

/**
 * Finds the file that a deployed model was read from. Returns its path relative to this folder, so that the file is
 * still found after the folder is moved or copied; undefined if the model was not read from a file in this folder.
 */
export function findModelFile(context: CommandContext, deployed: Model): string | undefined {
  const { io, settings } = context;
  if (settings.model)
    return isModelName(settings.model.value) ? undefined : findPathInFolder(io.cwd, settings.model.value);
  const file = settings.rememberedModelFile;
  if (file === undefined || areEqual(deployed, settings.rememberedModel)) return file;
  return areEqual(deployed, readIfPresent(context, file)) ? file : undefined;
}

function readIfPresent({ io }: CommandContext, file: string): Model | undefined {
  if (!existsSync(resolve(io.cwd, file))) return undefined;
  return readModel({ value: `./${file}`, source: "the last deploy" }, io.cwd);
}

function findPathInFolder(cwd: string, path: string): string | undefined {
  const inside = relative(cwd, resolve(cwd, path));
  const file = inside.split(sep).join("/");
  return !isAbsolute(inside) && isPathInFolder(file) ? file : undefined;
}

function areEqual(one: Model, other: Model | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
