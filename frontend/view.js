import { compareValues, placeOf } from "./model.js";
import { createHeader, createRow, focusOn, showRow } from "./row.js";
import { records, shown } from "./store.js";

/** So many rows are there at first, and so many more each time the end comes near: a page of thousands stays fast. */
const ROWS_AT_FIRST = 100;
const ROWS_MORE = 300;

const find = (selector) => document.querySelector(selector);
const [state, more] = ["#state", "#more"].map(find);
const rows = new Map();
let list;
let limit = ROWS_AT_FIRST;
let sorting;

/** Prepares the list or the table of a model, and returns where its rows are; `rearrange()` is to show everything again. */
export function setUpView(model, rearrange) {
  list = find(model.isTable ? "#table tbody" : "#list");
  find(model.isTable ? "#list" : "#table").remove();
  find("#table")?.setAttribute("aria-label", model.title);
  find("#table tr")?.append(
    ...createHeader(model, (field) => {
      sortBy(field);
      rearrange();
    }),
  );
  const grow = (rows) => {
    limit += rows;
    rearrange();
  };
  more.addEventListener("click", () => grow(Number.POSITIVE_INFINITY));
  new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && grow(ROWS_MORE), {
    rootMargin: "800px",
  }).observe(more);
  return list;
}

/** Shows everything as it is now, and says the news to those who cannot see it. */
export function show({ model, actions, loading, loaded, configured }, news) {
  const all = [...records.values()].filter(({ doomed }) => !doomed);
  const open = all.filter((record) => !shown(record).completed).length;
  const counts = { all: all.length, active: open, done: all.length - open };
  const wanted = location.hash.slice(1);
  const view = model?.tick && wanted in counts ? wanted : "all";
  for (const link of document.querySelectorAll("nav a")) {
    const name = link.hash.slice(1);
    link.ariaCurrent = name === view;
    link.lastElementChild.textContent = counts[name];
  }
  if (model) arrange(all, view, model, actions);
  if (configured === false) showState("unconfigured");
  else if (!loaded) showState(loading ? "loading" : "");
  else showState(counts[view] > 0 ? "" : all.length > 0 ? view : "empty");
  document.body.classList.toggle("filled", all.length > 0);
  document.title = model ? `${open > 0 ? `(${open}) ` : ""}${model.title}` : "todo-api";
  const left = model?.tick ? `${open} of ${all.length} left` : `${all.length}`;
  find("#count").textContent = left;
  if (news) find("#announcer").textContent = `${news} ${left}`;
}

/** The row of a record, if it has one. */
export function rowOf(record) {
  return rows.get(record);
}

/** The records in the order in which their rows stand, also while that is not yet what the records say. */
export function recordsInSight() {
  const byRow = new Map([...rows].map(([record, { li }]) => [li, record]));
  return [...list.children].map((li) => byRow.get(li));
}

// The keyboard focus stays where it is; where that is gone, it goes to the row that took the place.
function arrange(all, view, model, actions) {
  if (find(".dragged")) return;
  const focused = document.activeElement;
  const place = [...list.children].indexOf(focused.closest(".item"));
  const inView = inOrder(
    all.filter((record) => view === "all" || (view === "done") === shown(record).completed || record.editing),
  );
  // What was added here is seen at once, however long the list before it is.
  const seen = inView.filter((record, i) => i < limit || record.added || record.editing);
  const kept = new Set(seen);
  for (const [record, { li }] of rows) if (!kept.has(record) && rows.delete(record)) li.remove();
  let next = list.firstElementChild;
  for (const record of seen) {
    const row = rows.get(record) ?? createRow(record, model, actions);
    rows.set(record, row);
    showRow(row, shown(record));
    if (row.li === next) next = next.nextElementSibling;
    else list.insertBefore(row.li, next);
  }
  more.hidden = seen.length === inView.length;
  more.textContent = `Show all ${inView.length}`;
  if (focused === document.activeElement) return;
  if (focused.isConnected && !focused.closest("[hidden]")) focused.focus({ preventScroll: true });
  else if (place >= 0) focusOn(list.children[place] ?? list.lastElementChild, focused) || actions.home();
}

function inOrder(all) {
  const { field, descending } = sorting ?? {};
  const byPlace = (a, b) => a.place - b.place || (a.item.id < b.item.id ? -1 : 1);
  const byField = (a, b) => compareValues(a.item[field], b.item[field], descending) || byPlace(a, b);
  return all
    .map((record) => ({ record, item: shown(record), place: placeOf(shown(record)) }))
    .sort(field ? byField : byPlace)
    .map(({ record }) => record);
}

/** Up, down, and back to the order of the list. */
function sortBy(field) {
  if (sorting?.field !== field) sorting = { field, descending: false };
  else sorting = sorting.descending ? undefined : { field, descending: true };
  document.body.classList.toggle("sorted", !!sorting);
  for (const header of document.querySelectorAll("th[data-field]")) {
    const isSorted = sorting && header.dataset.field === field;
    if (isSorted) header.ariaSort = sorting.descending ? "descending" : "ascending";
    else header.removeAttribute("aria-sort");
  }
}

function showState(name) {
  if (state.dataset.name === name) return;
  state.dataset.name = name;
  state.replaceChildren(...(name ? [find(`#${name}`).content.cloneNode(true)] : []));
}
