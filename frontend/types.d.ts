import type { createForm } from "./form.js";

export type Value = string | number | boolean;

/** The values of a form, by field: undefined for an empty field, the text for an invalid number. */
export type Values = Record<string, Value | undefined>;

/** The changed fields of an item; null removes a field. */
export type Changes = Record<string, Value | null>;

/** The errors in an item, by field. */
export type Faults = Record<string, string>;

/** An item as the API returns it. */
export interface Item {
  id: string;
  version?: number;
  createdAt: string;
  completed?: boolean | null;
  order?: number | null;
  [field: string]: Value | null | undefined;
}

export interface Field {
  name: string;
  label: string;
  type: "string" | "number" | "integer" | "boolean";
  required?: boolean;
  default?: Value;
  maxLength?: number;
  format?: "email" | "tel" | "url";
  multiline?: boolean;
  choices?: readonly string[];
}

/** `config.json`. */
export interface Config {
  apiUrl: string;
  app: string;
  stage: string;
  /** Who may call the API: everyone ("none"), callers with an API key ("api-key"), or IAM principals ("iam"). */
  auth: "none" | "api-key" | "iam";
  model: {
    labels: { one: string; many: string };
    fields: Record<string, Omit<Field, "name">>;
    columns?: readonly string[];
  };
}

/** The model as the page uses it; see readModel in model.js. */
export interface Model {
  one: string;
  many: string;
  title: string;
  done: Field | undefined;
  order: Field | undefined;
  heading: string;
  fields: readonly Field[];
  cells: readonly Field[];
  isTable: boolean;
}

export type Form = ReturnType<typeof createForm>;

/** An item and its state on this page. */
export interface ItemRecord {
  /** The item without its pending changes: as the API returned it, or, in a draft, as the user entered it. */
  item: Item;
  /** The changes that the API has not accepted yet. */
  pending: Changes;
  /** Whether the API has not created the item yet. */
  isDraft?: boolean;
  /** Whether the user added the item on this page. */
  isAdded?: boolean;
  /** Whether the item is hidden because the user deleted it. */
  isDeleting?: boolean;
  saving?: Promise<void> | undefined;
  /** The form in which the user edits the item. */
  editing?: Form | undefined;
  /** The item with its pending changes, cached until either changes. */
  view?: { item: Item; pending: Changes; value: Item };
}

/** The functions that the view calls when the user acts. */
export interface Actions {
  check(record: ItemRecord, completed: boolean): void;
  edit(record: ItemRecord, changes: Changes): void;
  remove(record: ItemRecord): void;
  move(row: Row, step: number): void;
  /** Moves the keyboard focus to the form for new records. */
  home(): void;
}

export interface Row {
  li: HTMLElement;
  record: ItemRecord;
  model: Model;
  actions: Actions;
  box: HTMLInputElement;
  title: HTMLElement;
  cells: NodeListOf<HTMLElement>;
  names: NodeListOf<HTMLElement>;
  item?: Item;
  editor?: HTMLElement;
}

export interface Problem {
  what: string;
  why?: string;
  /** Tries again, or runs the action that `label` names. Without `retry`, the user can only dismiss the problem. */
  retry?: (() => void) | undefined;
  label?: string;
  dismissLabel?: string;
  /** Moves the keyboard focus elsewhere. Called if the focus is on the problem when the problem disappears. */
  home: () => void;
  isOffline?: boolean;
}
