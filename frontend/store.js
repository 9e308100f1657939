import { addItem, changeItem, deleteItem, listPages, readItem } from "./api.js";

/**
 * The records by id. Each has its `item`, as the API last gave it, and `wanted`, the changes that the API has not taken yet;
 * it is a `draft` until the API has it, `added` if that was from here, `doomed` while its deletion can be undone, and has its
 * form in `editing`.
 */
export const records = new Map();
const buried = new Set();

/** The record's item with the user's changes: the same object as long as nothing changes. */
export function shown(record) {
  const { item, wanted, view } = record;
  if (view?.item !== item || view.wanted !== wanted) record.view = { item, wanted, value: { ...item, ...wanted } };
  return record.view.value;
}

/** Reads the whole list, and calls `onPage` after each page of it. */
export async function load(onPage) {
  const missing = new Set([...records.values()].filter(({ draft }) => !draft));
  for await (const page of listPages()) {
    for (const item of page) missing.delete(put(item));
    onPage();
  }
  for (const record of missing) if (!record.editing) bury(record);
}

function put(item) {
  const { id, version } = item;
  const record = records.get(id) ?? { item, wanted: {} };
  if (buried.has(id)) return;
  records.set(id, record);
  // What is edited or deleted stays, so that the API is told the version that the person saw; an older version is no news.
  const kept = record.editing || record.doomed || version < record.item.version;
  if (!kept) record.item = item;
  return record;
}

// For good, as ids are never used again: a list from before the deletion must not bring it back.
function bury({ item }) {
  records.delete(item.id);
  buried.add(item.id);
}

/** Adds a record, at once; it is gone again when the API does not take it, and the error thrown. */
export async function add(values, key) {
  const draft = { ...values, id: key, createdAt: "9999-12-31" };
  const record = { item: draft, wanted: {}, draft: true, added: true };
  records.set(key, record);
  try {
    record.item = await addItem(values, key);
    record.draft = false;
    records.set(record.item.id, record);
  } finally {
    records.delete(key);
  }
}

/**
 * Changes a record, at once; what is changed while a request is on its way is sent after it. When the API does not take it,
 * the record is as the API has it, and the error is thrown with what was wanted as `lost`.
 */
export async function change(record, changes) {
  record.wanted = { ...record.wanted, ...changes };
  if (record.saving) return;
  record.saving = save(record);
  try {
    await record.saving;
  } finally {
    record.saving = undefined;
  }
}

async function save(record) {
  try {
    while (Object.keys(record.wanted).length > 0) {
      const sent = { ...record.wanted };
      record.item = await changeItem(record.item, sent);
      const later = Object.entries(record.wanted).filter(([name, value]) => value !== sent[name]);
      record.wanted = Object.fromEntries(later);
    }
  } catch (error) {
    const lost = record.wanted;
    record.wanted = {};
    await catchUp(record, error);
    // The change was made, and its answer lost on the way.
    const made = Object.entries(lost).every(([name, value]) => (record.item[name] ?? null) === value);
    if (!(error.status === 412 && made)) throw Object.assign(error, { lost });
  }
}

/** Deletes a record for good; it is back when the API does not take that, and the error is thrown. */
export async function remove(record) {
  try {
    await record.saving?.catch(() => {});
    await deleteItem(record.item);
    bury(record);
  } catch (error) {
    record.doomed = false;
    await catchUp(record, error);
    if (error.status !== 404) throw error;
  }
}

async function catchUp(record, error) {
  if (error.status === 412)
    record.item = await readItem(record.item).catch((cause) => Object.assign(error, cause) && record.item);
  if (error.status === 404) bury(record);
}
