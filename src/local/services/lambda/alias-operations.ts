import { randomUUID } from "node:crypto";
import type {
  AliasConfiguration,
  CreateAliasRequest,
  DeleteAliasRequest,
  ListAliasesRequest,
  ListAliasesResponse,
} from "@aws-sdk/client-lambda";
import type { Call, Operation, Validated } from "../operation.ts";
import { resourceConflict } from "./lambda-error.ts";
import { pageOf } from "./list-page.ts";
import { functionPermission, locateFunction } from "./locate-function.ts";
import { functionsOf, requireOwner, requireSnapshot } from "./require-function.ts";
import type { AliasRecord, FunctionRecord } from "./store.ts";

export const createAlias = {
  permissions: (input: Validated<CreateAliasRequest>, call: Call) => [functionPermission(input, call)],

  run(input: Validated<CreateAliasRequest>, call: Call): AliasConfiguration {
    const { Name: name, FunctionVersion: version, Description: description = "" } = input;
    const location = locateFunction(input, call);
    const record = requireOwner(location, call);
    requireSnapshot({ ...location, qualifier: version }, call);
    const { aliases = {} } = record;
    if (Object.hasOwn(aliases, name)) throw resourceConflict(`Alias already exists: ${record.arn}:${name}`);
    const alias = { name, version, description, revisionId: randomUUID() };
    functionsOf(call)[record.name] = { ...record, aliases: { ...aliases, [name]: alias } };
    return aliasOutput(record, alias);
  },
} satisfies Operation;

export const listAliases = {
  permissions: (input: Validated<ListAliasesRequest>, call: Call) => [functionPermission(input, call)],

  run(input: Validated<ListAliasesRequest>, call: Call): ListAliasesResponse {
    const { FunctionVersion } = input;
    const record = requireOwner(locateFunction(input, call), call);
    const aliases = Object.values(record.aliases ?? {})
      .filter(({ version }) => FunctionVersion === undefined || version === FunctionVersion)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const { page, ...next } = pageOf(aliases, input);
    return { Aliases: page.map((alias) => aliasOutput(record, alias)), ...next };
  },
} satisfies Operation;

export const deleteAlias = {
  permissions: (input: Validated<DeleteAliasRequest>, call: Call) => [functionPermission(input, call)],

  /** Also deletes the alias's policy. Deleting an alias that does not exist succeeds. */
  run(input: Validated<DeleteAliasRequest>, call: Call) {
    const record = requireOwner(locateFunction(input, call), call);
    const { [input.Name]: _, ...aliases } = record.aliases ?? {};
    const { [input.Name]: __, ...qualifiedPolicies } = record.qualifiedPolicies ?? {};
    functionsOf(call)[record.name] = { ...record, aliases, qualifiedPolicies };
    return undefined;
  },
} satisfies Operation;

function aliasOutput({ arn }: FunctionRecord, { name, version, description, revisionId }: AliasRecord) {
  return {
    AliasArn: `${arn}:${name}`,
    Name: name,
    FunctionVersion: version,
    Description: description,
    RevisionId: revisionId,
  };
}
