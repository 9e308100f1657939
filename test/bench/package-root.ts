import { fileURLToPath } from "node:url";

/** The package's folder: the bundled benchmark runs from `dist/`. */
export const PACKAGE_ROOT = fileURLToPath(new URL("../", import.meta.url));
