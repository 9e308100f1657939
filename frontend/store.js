import { addItem, changeItem, deleteItem, listPages, readItem, toApiError } from "./api.js";

/** @import { ApiError } from "./api.js" */
/** @import { Changes, Item, ItemRecord, Values } from "./types.d.ts" */

/** @type {Map<string, ItemRecord>} The records by ID; drafts by their idempotency key. */
export const records = new Map();
/**
 * The IDs of deleted items. A list that was read before a deletion must not bring the item back. IDs are never reused.
 * @type {Set<string>}
 */
const deletedIds = new Set();

/**
 * The record's item with the user's changes; returns the same object until something changes.
 * @param {ItemRecord} record
 */
export function shown(record) {
  const { item, pending, view } = record;
  if (view?.item === item && view.pending === pending) return view.value;
  const value = { ...item, ...pending };
  record.view = { item, pending, value };
  return value;
}

/**
 * Reads the whole list; calls `onPage` after each page.
 * @param {() => void} onPage
 */
export async function load(onPage) {
  const missing = new Set([...records.values()].filter(({ isDraft }) => !isDraft));
  for await (const page of listPages()) {
    for (const item of page) {
      const record = put(item);
      if (record) missing.delete(record);
    }
    onPage();
  }
  for (const record of missing) if (!record.editing) forget(record);
}

/** @param {Item} item */
function put(item) {
  const { id, version = 1 } = item;
  if (deletedIds.has(id)) return undefined;
  const record = records.get(id) ?? { item, pending: {} };
  records.set(id, record);
  // A record that is being edited or deleted keeps the version that the user saw, so that the API can detect a
  // conflict.
  const isKept = record.editing || record.isDeleting || version < (record.item.version ?? 1);
  if (!isKept) record.item = item;
  return record;
}

/** @param {ItemRecord} record */
function forget({ item }) {
  records.delete(item.id);
  deletedIds.add(item.id);
}

/**
 * Adds a record immediately. If the request fails, removes the record and throws the error.
 * @param {Values} values
 * @param {string} key
 */
export async function add(values, key) {
  const draft = { ...values, id: key, createdAt: "9999-12-31" };
  /** @type {ItemRecord} */
  const record = { item: draft, pending: {}, isDraft: true, isAdded: true };
  records.set(key, record);
  try {
    record.item = await addItem(values, key);
    record.isDraft = false;
    records.set(record.item.id, record);
  } finally {
    records.delete(key);
  }
}

/**
 * Changes a record immediately; changes made during a request are sent after it. If a request fails, restores the API's
 * version of the record and throws the error, with the changes as `unsaved`.
 * @param {ItemRecord} record
 * @param {Changes} changes
 */
export async function change(record, changes) {
  record.pending = { ...record.pending, ...changes };
  if (record.saving) return;
  record.saving = save(record);
  try {
    await record.saving;
  } finally {
    record.saving = undefined;
  }
}

/** @param {ItemRecord} record */
async function save(record) {
  try {
    while (Object.keys(record.pending).length > 0) {
      const sent = { ...record.pending };
      record.item = await changeItem(record.item, sent);
      const later = Object.entries(record.pending).filter(([name, value]) => value !== sent[name]);
      record.pending = Object.fromEntries(later);
    }
  } catch (error) {
    const unsaved = record.pending;
    record.pending = {};
    const failure = await catchUp(record, error);
    // An earlier request whose response was lost may have made the same changes.
    const isSaved = Object.entries(unsaved).every(([name, value]) => (record.item[name] ?? null) === value);
    if (failure.status === 412 && isSaved) return;
    failure.unsaved = unsaved;
    throw failure;
  }
}

/**
 * Deletes a record. If the request fails, restores the record and throws the error. Treats a 404 as success.
 * @param {ItemRecord} record
 */
export async function remove(record) {
  try {
    await record.saving?.catch(() => {});
    await deleteItem(record.item);
    forget(record);
  } catch (error) {
    record.isDeleting = false;
    const failure = await catchUp(record, error);
    if (failure.status !== 404) throw failure;
  }
}

/**
 * On a 412, reads the record again; on a 404, forgets it. Returns the failure to report: the given one or, if the read
 * fails, the read's failure.
 * @param {ItemRecord} record
 * @param {unknown} cause
 * @returns {Promise<ApiError>}
 */
async function catchUp(record, cause) {
  const error = toApiError(cause);
  if (error.status === 404) forget(record);
  if (error.status !== 412) return error;
  try {
    record.item = await readItem(record.item);
    return error;
  } catch (later) {
    return catchUp(record, later);
  }
}
