import { UpdateApiKeyCommand } from "@aws-sdk/client-api-gateway";
import type { Change, KnownStates, Resource, StandaloneResource } from "../../engine/resource.ts";
import { managed, type Owned, type Tagged } from "../managed.ts";
import { areKeysRevoked } from "../rest-api/api-tags.ts";
import { tagApiResource } from "../rest-api/change-rest-api.ts";
import type { RestApiState } from "../rest-api/rest-api.ts";
import { retryOnConflict } from "../rest-api/retry-on-conflict.ts";
import { createApiKey, deleteApiKey } from "./change-api-keys.ts";
import { findOwnKeys, findStackKeys } from "./find-api-keys.ts";

/** The kind, as reports show it. */
export const API_KEY = "API key";

export interface ApiKeyState extends Tagged {
  /** The ID of the key that clients should use; empty if every key was revoked. */
  readonly id: string;
  readonly isRevoked?: true;
  readonly enabled: boolean;
  /** The IDs of keys that a rotation replaced, and that are still in their grace period. */
  readonly replaced: readonly string[];
  /** The IDs of replaced keys that are past their grace period. */
  readonly expired: readonly string[];
  readonly duplicates: readonly string[];
}

interface ApiKeyInput extends Owned {
  /** The API is removed after the key: its tags show that the stack has a key, or that every key was revoked. */
  readonly restApi: Resource<RestApiState>;
  readonly isForRemoval?: boolean | undefined;
}

/**
 * The stack's API key. AWS generates the key's value, which is never part of the state. After every key has been
 * revoked, a deploy does not create a key.
 */
export function apiKey(input: ApiKeyInput): StandaloneResource<ApiKeyState> {
  const { cloud, name, stack, tags, restApi, isForRemoval = false } = input;
  const resource = managed({
    id: "api-key",
    kind: API_KEY,
    name,
    stack,
    tags,
    needs: [restApi],
    desired: { enabled: true },

    async observe() {
      const { current, replaced, expired, duplicates } = await findStackKeys(cloud, stack);
      const idsOf = (keys: readonly { readonly id: string }[]) => keys.map(({ id }) => id);
      const others = { replaced: idsOf(replaced), expired: idsOf(expired), duplicates: idsOf(duplicates) };
      if (!current) return undefined;
      const { id, enabled, tags: actual } = current;
      return { tags: actual, state: (): ApiKeyState => ({ id, enabled, tags: actual, ...others }) };
    },

    /**
     * Returns no state, so that the state is read: another deploy, or a request whose response was lost, may have
     * created an older key.
     */
    async create(all) {
      await createApiKey(cloud, name, all);
      return undefined;
    },
    set: {
      async enabled({ id }) {
        const patchOperations = [{ op: "replace" as const, path: "/enabled", value: "true" }];
        const command = new UpdateApiKeyCommand({ apiKey: id, patchOperations });
        await retryOnConflict(cloud, "UpdateApiKey", () => cloud.apigateway.send(command));
      },
    },

    isDrift: (field) => (field.startsWith("expired ") ? false : undefined),
    tag: (differing, { id }) => tagApiResource(cloud, `/apikeys/${id}`, differing),
    removeDuplicate: (id) => deleteApiKey(cloud, id),

    remove: async () => false,
  });
  return {
    ...resource,
    isOptional: true,

    async read(states?: KnownStates) {
      const found = await resource.read();
      const isRevoked = !isForRemoval && areKeysRevoked(states?.stateOf(restApi)?.tags ?? {});
      return found ?? (isRevoked ? REVOKED : undefined);
    },

    diff(state, states) {
      if (state.isRevoked) return [];
      const expired = state.expired.map((id): Change => ({ field: `expired ${id}`, from: id, to: undefined }));
      return [...resource.diff(state, states), ...expired];
    },

    async update(context, state, changes) {
      await resource.update(context, state, changes);
      for (const id of state.expired) await deleteApiKey(cloud, id);
    },

    /** Removes every key of the stack, including those that a rotation replaced. */
    async remove() {
      const keys = await findOwnKeys(cloud, stack);
      for (const { id } of keys) await deleteApiKey(cloud, id);
      return keys.length > 0;
    },
  };
}

const REVOKED: ApiKeyState = {
  id: "",
  isRevoked: true,
  enabled: false,
  tags: {},
  replaced: [],
  expired: [],
  duplicates: [],
};
