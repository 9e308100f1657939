import { fileURLToPath } from "node:url";

/** The folder of the installed package (absolute): `frontend/` and the built `dist/` are below it. */
export const PACKAGE_ROOT = fileURLToPath(new URL("../", import.meta.url));
