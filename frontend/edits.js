import { toApiError } from "./api.js";
import { neighbor } from "./drag.js";
import { labelFaults, ordersFor, quote } from "./model.js";
import { hideProblem, offerUndo, withdrawUndo } from "./notice.js";
import { openEditor } from "./row.js";
import * as store from "./store.js";
import { findRow, visibleRecords } from "./view.js";

/** @import { ApiError } from "./api.js" */
/** @import { createComposer } from "./composer.js" */
/** @import { Changes, Faults, ItemRecord, Model, Problem, Row, Values } from "./types.d.ts" */
/**
 * @typedef {object} Page
 * @property {Model} model
 * @property {ReturnType<typeof createComposer>} composer
 * @property {(news?: string) => void} render
 * @property {(owner: unknown, error: ApiError, problem: Omit<Problem, "home">) => void} fail
 */

/** @type {Page} */
let page;
/** @type {ItemRecord[]} */
const deleting = [];

/**
 * Sets the page that the edits act on.
 * @param {Page} context
 */
export function setUpEdits(context) {
  page = context;
}

/**
 * Adds a record.
 * @param {Values} values
 */
export function submit(values) {
  const { composer } = page;
  hideProblem(composer);
  composer.clear();
  composer.home();
  if (location.hash === "#done") location.hash = "";
  // Every attempt uses the same key, so that a lost response does not lead to a second record.
  add(values, crypto.getRandomValues(new Uint32Array(4)).join("-"));
}

/**
 * @param {Values} values
 * @param {string} key
 */
async function add(values, key) {
  const { model, composer, render, fail } = page;
  const name = quote(values[model.heading]);
  const adding = store.add(values, key);
  hideProblem(key);
  render();
  findRow(store.records.get(key))?.li.scrollIntoView({ block: "nearest" });
  try {
    await adding;
    render(`Added ${name}.`);
  } catch (cause) {
    const error = toApiError(cause);
    const restoreForm = () => {
      composer.restore(values);
      composer.showFaults(labelFaults(model.fields, error.faults));
    };
    const what = `${name} was not added.`;
    const isTyping = composer.isTouched();
    render();
    if (error.retryable) fail(key, error, { what, retry: () => add(values, key) });
    // The form shows these values again, unless the user is already typing another item in it.
    else if (isTyping) fail(key, error, { what, retry: restoreForm, label: "Edit it" });
    else {
      fail(composer, error, { what, ...omitShownReason(error.faults) });
      restoreForm();
    }
  }
}

/**
 * Changes a record.
 * @param {ItemRecord} record
 * @param {Changes} changes
 */
export async function change(record, changes) {
  const { model, render } = page;
  const changing = store.change(record, changes);
  hideProblem(record);
  render();
  try {
    await changing;
    render();
  } catch (cause) {
    const error = toApiError(cause);
    render();
    const row = error.status === 400 ? findRow(record) : undefined;
    const retry = () => change(record, error.unsaved);
    failRecord(record, error, { done: "changed", retry, ...(row && omitShownReason(error.faults)) });
    if (row) openEditor(row, error.unsaved).showFaults(labelFaults(model.fields, error.faults));
  }
}

/**
 * Hides a record and offers to undo the deletion. The page sends the deletion when the offer expires or the user leaves
 * the page, so undoing the deletion sends no request, and a page that crashes deletes nothing.
 * @param {ItemRecord} record
 */
export function remove(record) {
  hideProblem(record);
  record.isDeleting = true;
  deleting.push(record);
  page.render();
  const what = deleting.length > 1 ? `${deleting.length} ${page.model.many}` : nameOf(record);
  offerUndo(`Deleted ${what}.`, commit);
}

/** Restores the records whose deletion can still be undone. */
export function undo() {
  const restored = deleting.splice(0);
  for (const record of restored) record.isDeleting = false;
  withdrawUndo();
  page.render("Deletion undone.");
  findRow(restored.at(-1))?.title.focus();
}

/** Deletes the records whose deletion can still be undone. */
export function commit() {
  withdrawUndo();
  for (const record of deleting.splice(0)) erase(record);
}

/** @param {ItemRecord} record */
async function erase(record) {
  try {
    await store.remove(record);
  } catch (cause) {
    failRecord(record, toApiError(cause), { done: "deleted", retry: () => remove(record) });
  }
  page.render();
}

/**
 * Moves a row by `step` places, if the user can change the order of the list.
 * @param {Row} row
 * @param {number} step
 */
export function move({ li }, step) {
  const next = page.model.order && !document.body.matches(".sorted") ? neighbor(li, step) : undefined;
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  if (!next) return;
  if (step < 0) next.before(li);
  else next.after(li);
  focused?.focus();
  savePosition(li);
}

/**
 * Saves the new position of a row that was moved.
 * @param {HTMLElement} li
 */
export function savePosition(li) {
  const sequence = visibleRecords().filter(({ isDraft }) => !isDraft);
  const at = sequence.findIndex((record) => findRow(record)?.li === li);
  for (const [i, order] of ordersFor(sequence.map(store.shown), at)) {
    const record = sequence[i];
    if (record) change(record, { order });
  }
  page.render(`Moved to position ${at + 1} of ${sequence.length}.`);
}

/** @param {ItemRecord} record */
function nameOf(record) {
  return quote(store.shown(record)[page.model.heading]);
}

/**
 * @param {ItemRecord} record
 * @param {ApiError} error
 * @param {{ done: string, retry: () => void, why?: string }} problem
 */
function failRecord(record, error, { done, retry, ...more }) {
  const isConflict = error.status === 412;
  const elsewhere = isConflict ? "changed" : error.status === 404 && "deleted";
  const what = `${nameOf(record)} was ${elsewhere ? `${elsewhere} in another tab` : `not ${done}`}.`;
  const [label, dismissLabel] = done === "deleted" ? ["Delete anyway", "Keep it"] : ["Keep mine", "Keep theirs"];
  const rest = isConflict ? { why: "", label, dismissLabel } : more;
  page.fail(record, error, { what, retry: isConflict || error.retryable ? retry : undefined, ...rest });
}

/**
 * Omits the reason if the fields of a form already show it.
 * @param {Faults} faults
 */
function omitShownReason(faults) {
  const isAtFields = Object.keys(labelFaults(page.model.fields, faults)).length > 0;
  return isAtFields ? { why: "" } : {};
}
