import type { ApiDocument, DeployedRoute } from "../../api/gateway-document.ts";
import type { Access } from "../../api/resource-policy.ts";
import { AUTH_MODES } from "../../api/security.ts";

/** The content of a deployment's description. */
export type DescribedDeployment = Pick<ApiDocument, "version" | "routes" | "access">;

/**
 * Formats the description of a deployment: its document, who may call the API, and which function serves which route.
 * API Gateway returns neither the integrations nor the policy of a deployment.
 */
export function formatDescription({ version, routes, access }: DescribedDeployment): string {
  const { auth, grant, allowIp, denyIp } = access;
  const lists = Object.entries({ grant, "allow-ip": allowIp, "deny-ip": denyIp });
  const head = [
    `Document ${version}`,
    ...(auth === "none" ? [] : [`auth ${auth}`]),
    ...lists.flatMap(([name, values]) => (values.length > 0 ? [`${name} ${values.join(" ")}`] : [])),
  ];
  const list = routes.map(({ method, path, action }) => `${method.toUpperCase()} ${path} ${action}`);
  return `${head.join(", ")}: ${list.join(", ")}`;
}

/** Parses a description; returns undefined if todo-api did not write it. */
export function parseDescription(description: string): DescribedDeployment | undefined {
  const [, version, head = "", list] = /^Document (\w+)((?:, [a-z-]+ [^,]*?)*): (.*)$/.exec(description) ?? [];
  if (version === undefined || list === undefined) return undefined;
  const parts = new Map(
    head.split(", ").map((part) => {
      const [name = "", ...values] = part.split(" ");
      return [name, values];
    }),
  );
  const [mode = "none"] = parts.get("auth") ?? [];
  const auth = AUTH_MODES.find((one) => one === mode);
  if (auth === undefined) return undefined;
  const valuesOf = (name: string) => parts.get(name) ?? [];
  const access = { auth, grant: valuesOf("grant"), allowIp: valuesOf("allow-ip"), denyIp: valuesOf("deny-ip") };
  return { version, routes: parseRoutes(list), access: access satisfies Access };
}

function parseRoutes(list: string): readonly DeployedRoute[] {
  return list.split(", ").flatMap((text) => {
    const [method, path, action] = text.split(" ");
    return method && path && action ? [{ method: method.toLowerCase(), path, action }] : [];
  });
}
