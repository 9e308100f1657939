import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join, win32 } from "node:path";
import { readRegularFile, replaceFile } from "../files/safe-file.ts";
import { outputOf, SYSTEM32 } from "./process-alive.ts";

/**
 * The file that binds the state of a local cloud to a machine, a user and a folder. The state contains code that the
 * local cloud runs, so it is not used anywhere else.
 */
const FILE = "owner.json";

/** Whether a folder has no state yet, or its state is bound to this machine, user and folder. */
export function isOwnState(directory: string): boolean {
  return !hasState(directory) || readOwner(directory) === ownerHash(directory);
}

/** Binds a folder's state to this machine, user and folder. */
export function claimState(directory: string): void {
  if (readOwner(directory) === ownerHash(directory)) return;
  replaceFile(join(directory, FILE), `${JSON.stringify({ version: 1, owner: ownerHash(directory) })}\n`);
}

/** Whether a folder contains any state: a file other than owner.json, the daemon's own files and unfinished files. */
export function hasState(directory: string): boolean {
  try {
    return readdirSync(directory).some((name) => name !== FILE && !/^daemon\.|\.new$/.test(name));
  } catch {
    return false;
  }
}

function readOwner(directory: string): unknown {
  try {
    const value: unknown = JSON.parse(readRegularFile(join(directory, FILE)) ?? "null");
    return typeof value === "object" && value !== null && "owner" in value ? value.owner : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns a hash of this machine, this user and a folder. The hash reveals neither the machine nor the user. Files
 * that were written on another machine cannot contain it.
 */
export function ownerHash(directory: string): string {
  const { uid, username } = readUser();
  machine ??= readMachineId() ?? hostname();
  return createHash("sha256")
    .update(JSON.stringify(["todo-api", machine, uid, username, directory]))
    .digest("hex");
}

let machine: string | undefined;

/** A container can run with a user ID that has no name; Node throws in that case. */
function readUser(): { readonly uid: number | undefined; readonly username: string } {
  try {
    return userInfo();
  } catch {
    return { uid: process.getuid?.(), username: "" };
  }
}

/**
 * Reads the ID that the operating system assigns to this machine, if there is one. A copy of the folder does not
 * include the ID.
 */
function readMachineId(): string | undefined {
  try {
    if (process.platform === "darwin")
      return /"IOPlatformUUID" = "([^"]+)"/.exec(
        outputOf("/usr/sbin/ioreg", ["-rd1", "-c", "IOPlatformExpertDevice"]) ?? "",
      )?.[1];
    if (process.platform === "win32")
      return /MachineGuid\s+REG_SZ\s+(\S+)/.exec(
        outputOf(win32.join(SYSTEM32, "reg.exe"), ["query", REGISTRY_KEY, "/v", "MachineGuid"]) ?? "",
      )?.[1];
    return readFileSync("/etc/machine-id", "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}

const REGISTRY_KEY = "HKLM\\SOFTWARE\\Microsoft\\Cryptography";
