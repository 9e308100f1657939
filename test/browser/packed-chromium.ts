import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { LaunchOptions } from "playwright-core";

// Next to the package's own files, so that npm removes it together with its version.
const PACKAGE = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "..", "..");
const FOLDER = join(PACKAGE, "unpacked");

/**
 * Unpacks the Chromium of @sparticuz/chromium, with its libraries and a font, on first use; returns how to start it.
 */
export async function packedChromium(): Promise<LaunchOptions> {
  if (!existsSync(FOLDER)) await unpack();
  return {
    executablePath: join(FOLDER, "chromium"),
    args: ["--no-sandbox"],
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(FOLDER, "al2023", "lib"),
      FONTCONFIG_FILE: join(FOLDER, "fonts.conf"),
    },
  };
}

// Unpacked elsewhere and then moved: an interrupted run, or two concurrent ones, must not leave half a browser.
async function unpack(): Promise<void> {
  const half = await mkdtemp(`${FOLDER}-`);
  try {
    await runPackage(half);
    await writeFile(join(half, "fonts.conf"), FONTS);
    await rename(half, FOLDER);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    if (!existsSync(FOLDER)) throw error;
  }
}

// In its own process, because the package unpacks to the temporary folder, and adds the libraries only if it detects
// Lambda.
async function runPackage(folder: string): Promise<void> {
  const code = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();';
  await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: PACKAGE,
    env: { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" },
  });
}

// Without a font, as in a minimal container, text has no height, and nothing can be clicked.
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(FOLDER, "fonts")}</dir>
  <cachedir>${join(FOLDER, "fonts-cache")}</cachedir>
</fontconfig>
`;
