import { byPlace } from "./model.js";
import { createRow, focusOn, showRow } from "./row.js";
import { records, shown } from "./store.js";

const find = (selector) => document.querySelector(selector);
const list = find("#list");
const state = find("#state");
const rows = new Map();

/** Shows everything as it is now, and says the news to those who cannot see it. */
export function show({ model, actions, loading, loaded }, news) {
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
  arrange(all, view, model, actions);
  if (!loaded) showState(loading ? "loading" : "");
  else showState(counts[view] > 0 ? "" : all.length > 0 ? view : "empty");
  document.body.classList.toggle("filled", all.length > 0);
  document.title = `${open > 0 ? `(${open}) ` : ""}${model?.title ?? "Loading…"}`;
  const left = model?.tick ? `${open} of ${all.length} left` : `${all.length}`;
  find("#count").textContent = left;
  if (news) find("#announcer").textContent = `${news} ${left}`;
}

/** The row of a record. */
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
  const seen = () => [...list.querySelectorAll("li:not([hidden])")];
  const focused = document.activeElement;
  const place = seen().indexOf(focused.closest("li"));
  for (const [record, { li }] of rows) if (!all.includes(record) && rows.delete(record)) li.remove();
  all.sort((a, b) => byPlace(shown(a), shown(b)));
  for (const [i, record] of all.entries()) {
    const item = shown(record);
    const row = rows.get(record) ?? createRow(record, model, actions);
    rows.set(record, row);
    showRow(row, item);
    row.li.hidden = view !== "all" && (view === "done") !== item.completed;
    if (list.children[i] !== row.li) list.insertBefore(row.li, list.children[i]);
  }
  if (focused.isConnected && !focused.closest("[hidden]")) focused.focus({ preventScroll: true });
  else if (place >= 0) focusOn(seen()[place] ?? seen().at(-1), focused) || actions.home();
}

function showState(name) {
  if (state.dataset.name === name) return;
  state.dataset.name = name;
  state.replaceChildren(...(name ? [find(`#${name}`).content.cloneNode(true)] : []));
}
