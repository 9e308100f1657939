import { copyTemplate, getElement } from "./dom.js";
import { compareValues, positionOf } from "./model.js";
import { createHeader, createRow, focusOn, showRow } from "./row.js";
import { records, shown } from "./store.js";

/** @import { Actions, ItemRecord, Model, Row } from "./types.d.ts" */

/**
 * The number of rows shown initially, and the number added each time the user scrolls near the end, so that a list of
 * thousands of items stays fast.
 */
const FIRST_ROWS = 100;
const MORE_ROWS = 300;

const state = getElement("#state");
/** @type {HTMLButtonElement} */
const more = getElement("#more");
/** @type {Map<ItemRecord, Row>} */
const rows = new Map();
/** @type {HTMLElement} */
let list = getElement("#list");
let limit = FIRST_ROWS;
/** @type {{ field: string, descending: boolean } | undefined} */
let sorting;

/**
 * Sets up the list or the table for a model, and returns the element that contains the rows. Calls `rearrange()` when
 * the order or the number of rows has to change.
 * @param {Model} model
 * @param {() => void} rearrange
 */
export function setUpView(model, rearrange) {
  if (model.isTable) {
    const table = getElement("#table");
    list.remove();
    list = getElement("tbody", table);
    const onSort = (/** @type {string} */ field) => {
      sortBy(field);
      rearrange();
    };
    getElement("tr", table).append(...createHeader(model, onSort));
  } else getElement("#table").remove();
  const grow = (/** @type {number} */ count) => {
    limit += count;
    rearrange();
  };
  more.onclick = () => grow(records.size);
  const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && grow(MORE_ROWS), {
    rootMargin: "800px",
  });
  observer.observe(more);
  return list;
}

/**
 * Shows the current state, and announces `news` to screen readers.
 * @param {{ model: Model | undefined, actions: Actions, notice: string | undefined }} page `notice` is the ID of the
 * template that is shown while the list is not loaded.
 * @param {string} [news]
 */
export function show({ model, actions, notice }, news) {
  const all = [...records.values()].filter(({ isDeleting }) => !isDeleting);
  const open = all.filter((record) => !shown(record).completed).length;
  /** @type {Record<string, number>} */
  const counts = { all: all.length, active: open, done: all.length - open };
  const requested = location.hash.slice(1);
  const filter = model?.done && requested in counts ? requested : "all";
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll("nav a");
  for (const link of links) {
    const name = link.hash.slice(1);
    link.ariaCurrent = `${name === filter}`;
    getElement("span", link).textContent = `${counts[name]}`;
  }
  if (model) arrange(all, filter, model, actions);
  showState(notice ?? (counts[filter] ? "" : all.length > 0 ? filter : "empty"));
  document.body.classList.toggle("filled", all.length > 0);
  document.title = model ? `${open > 0 ? `(${open}) ` : ""}${model.title}` : "todo-api";
  const left = model?.done ? `${open} of ${all.length} left` : `${all.length}`;
  getElement("#count").textContent = left;
  if (news) getElement("#announcer").textContent = `${news} ${model?.title}: ${left}`;
}

/**
 * The row of a record, if it has one.
 * @param {ItemRecord | undefined} record
 */
export function findRow(record) {
  return record && rows.get(record);
}

/** The visible records in the order of their rows on the page, which a drag may have changed. */
export function visibleRecords() {
  const byRow = new Map([...rows].map(([record, { li }]) => [/** @type {Element} */ (li), record]));
  return [...list.children].flatMap((li) => byRow.get(li) ?? []);
}

/**
 * Arranges the rows. Keeps the keyboard focus; if the focused element disappears, moves the focus to the row that takes
 * its place.
 * @param {readonly ItemRecord[]} all
 * @param {string} filter
 * @param {Model} model
 * @param {Actions} actions
 */
function arrange(all, filter, model, actions) {
  if (document.querySelector(".dragged")) return;
  const focused = /** @type {HTMLElement} */ (document.activeElement);
  const place = [...list.children].indexOf(/** @type {Element} */ (focused.closest(".item")));
  const matching = inOrder(
    all.filter((record) => filter === "all" || (filter === "done") === !!shown(record).completed || record.editing),
  );
  // A record that was added on this page is shown immediately, however long the list is.
  const visible = matching.filter((record, i) => i < limit || record.isAdded || record.editing);
  const kept = new Set(visible);
  for (const [record, { li }] of rows) if (!kept.has(record) && rows.delete(record)) li.remove();
  let next = list.firstElementChild;
  for (const record of visible) {
    const row = rows.get(record) ?? createRow(record, model, actions);
    rows.set(record, row);
    showRow(row, shown(record));
    if (row.li === next) next = next.nextElementSibling;
    else list.insertBefore(row.li, next);
  }
  more.hidden = visible.length === matching.length;
  more.textContent = `Show all ${matching.length}`;
  if (focused === document.activeElement) return;
  if (focused.isConnected && !focused.closest("[hidden]")) focused.focus({ preventScroll: true });
  else if (place >= 0 && !focusOn(list.children[place] ?? list.lastElementChild, focused)) actions.home();
}

/** @param {readonly ItemRecord[]} all */
function inOrder(all) {
  /** @typedef {{ record: ItemRecord, item: import("./types.d.ts").Item, place: number }} Placed */
  const by = sorting;
  const byPlace = (/** @type {Placed} */ a, /** @type {Placed} */ b) =>
    a.place - b.place || (a.item.id < b.item.id ? -1 : 1);
  const placed = all.map((record) => ({ record, item: shown(record), place: positionOf(shown(record)) }));
  placed.sort((a, b) => (by && compareValues(a.item[by.field], b.item[by.field], by.descending)) || byPlace(a, b));
  return placed.map(({ record }) => record);
}

/**
 * Changes the sorting when the user clicks a field: to ascending, then to descending, then back to the list's order.
 * @param {string} field
 */
function sortBy(field) {
  if (sorting?.field !== field) sorting = { field, descending: false };
  else sorting = sorting.descending ? undefined : { field, descending: true };
  document.body.classList.toggle("sorted", !!sorting);
  /** @type {NodeListOf<HTMLElement>} */
  const headers = document.querySelectorAll("th[data-field]");
  for (const header of headers) {
    const isSorted = sorting && header.dataset["field"] === field;
    if (isSorted) header.ariaSort = sorting?.descending ? "descending" : "ascending";
    else header.removeAttribute("aria-sort");
  }
}

/** @param {string} name */
function showState(name) {
  if (state.dataset["name"] === name) return;
  state.dataset["name"] = name;
  state.replaceChildren(...(name ? [copyTemplate(`#${name}`)] : []));
}
