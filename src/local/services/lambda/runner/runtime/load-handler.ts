import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { hasCode } from "../../../../../errors.ts";
import { LoadError } from "./error-payload.ts";

/** A function's handler. */
export type Handler = (event: unknown, context: object) => unknown;

/** Loads the handler `folder/file.export` as Lambda's Node.js runtime does, with the same errors. */
export async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  if (name.includes(".."))
    throw new LoadError(
      "Runtime.MalformedHandlerName",
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  const file = basename(name);
  const [, moduleName, exportName] = /^([^.]*)\.(.*)$/.exec(file) ?? [];
  if (moduleName === undefined || exportName === undefined)
    throw new LoadError("Runtime.MalformedHandlerName", "Bad handler");
  const folder = resolve(taskRoot, name.slice(0, name.length - file.length));
  const handler = findExport(await loadModule(folder, moduleName), exportName);
  if (!handler) throw new LoadError("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  if (!isHandler(handler)) throw new LoadError("Runtime.HandlerNotFound", `${name} is not a function`);
  refuseCallback(handler);
  return handler;
}

async function loadModule(folder: string, moduleName: string): Promise<unknown> {
  const path = resolve(folder, moduleName);
  const file = ["", ".js", ".mjs", ".cjs"].map((extension) => path + extension).find(isFile);
  try {
    if (file !== undefined) return await import(pathToFileURL(file).href);
    // The name may refer to a folder with a package.json or an index.js.
    return createRequire(resolve(folder, "handler.cjs"))(`./${moduleName}`);
  } catch (error) {
    throw loadError(error, file === undefined ? moduleName : undefined);
  }
}

function loadError(error: unknown, missing: string | undefined): unknown {
  if (error instanceof SyntaxError) return new LoadError("Runtime.UserCodeSyntaxError", String(error), error.stack);
  if (!(error instanceof Error) || !hasCode(error, "MODULE_NOT_FOUND")) return error;
  const message =
    missing === undefined
      ? String(error)
      : `Error: Cannot find module '${missing}'\nRequire stack:\n- /var/runtime/index.mjs`;
  return new LoadError("Runtime.ImportModuleError", message);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function findExport(module: unknown, name: string): unknown {
  const find = (from: unknown) => name.split(".").reduce<unknown>((value, key) => propertyOf(value, key), from);
  return find(module) ?? find(propertyOf(module, "default"));
}

function propertyOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

/** nodejs24.x no longer supports callbacks. For nodejs22.x, the local cloud supports only what nodejs24.x supports. */
function refuseCallback(handler: Handler): void {
  if (handler.length < 3) return;
  const message =
    process.env.AWS_EXECUTION_ENV === "AWS_Lambda_nodejs22.x"
      ? "The local cloud does not support callback-based function handlers, which Lambda no longer supports as of Node.js 24. Use an async handler."
      : "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.";
  throw new LoadError("Runtime.CallbackHandlerDeprecated", message);
}
