import { stackLabel } from "../../aws/stack-name.ts";
import type { Target } from "../../config.ts";
import type { Stack } from "../../stack.ts";
import type { Answering } from "./until-ready.ts";

/** The API, as it is asked whether it answers well. */
export function apiAnswering({ name }: Stack, apiUrl: string): Answering {
  return { subject: { id: "api", kind: "API", name: stackLabel(name) }, url: `${apiUrl}/items?limit=1` };
}

/** Where other AWS-compatible endpoints serve their APIs is a convention, and not every one keeps it. */
export function answersAtItsUrl({ kind, endpointUrl }: Target): boolean {
  return kind === "local" || endpointUrl === undefined;
}
