import { fileURLToPath } from "node:url";

/** The folder of the installed package (absolute): the built `dist/` is below it. */
export const PACKAGE_ROOT = fileURLToPath(new URL("../", import.meta.url));
