import { readConfig } from "./api.js";
import { makeSortable, neighbour } from "./drag.js";
import { createForm } from "./form.js";
import { byPlace, ordersFor, quote, readModel } from "./model.js";
import { hideProblem, offerUndo, showProblem, withdrawUndo } from "./notice.js";
import { createRow, focusOn, openEditor, showRow } from "./row.js";
import * as store from "./store.js";

const [details, list, state] = ["#composer", "#list", "#state"].map((id) => document.querySelector(id));
const links = [...document.querySelectorAll("nav a")];
const actions = { tick: (record, completed) => change(record, { completed }), edit: change, remove, move };
const rows = new Map();
const doomed = [];
let model;
let composer;
let loading = false;
let loaded = false;

addEventListener("hashchange", () => render());
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
addEventListener("pagehide", commit);
document.addEventListener("visibilitychange", () => document.hidden || load());
document.addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
  if (key === "z" && (ctrlKey || metaKey) && !target.matches("textarea, input:not(.tick)")) undo();
});
document.querySelector("#undo button").addEventListener("click", undo);
makeSortable(list, settle);
load();

async function load() {
  if (loading) return;
  loading = true;
  try {
    if (!model) setUp(await readConfig());
    render();
    await store.load(render);
    loaded = true;
    hideProblem(load);
  } catch (error) {
    fail(load, error, "The list could not be loaded.", load);
  }
  loading = false;
  render();
}

function showConnection() {
  const why = "What you see may be out of date, and changes cannot be saved.";
  hideProblem(showConnection);
  if (navigator.onLine) load();
  else showProblem(showConnection, { what: "You are offline.", why, home });
}

function setUp(config) {
  model = readModel(config.model);
  const { one, fields, title, tick, order } = model;
  const hint = tick ? "What needs doing?" : "";
  composer = createForm({ fields, name: `New ${one}`, hint, submit: "Add", submitted: submit });
  fillComposer();
  details.append(composer.form);
  const [summary] = details.children;
  summary.textContent = composer.form.ariaLabel;
  summary.addEventListener("click", () => setTimeout(home));
  document.querySelector("h1").textContent = title;
  for (const [name, on] of Object.entries({ ready: true, ticked: tick, ordered: order, many: fields.length > 1 }))
    document.body.classList.toggle(name, !!on);
  details.open = fields.length === 1;
  // On a phone the focus would open the keyboard over the list.
  if (matchMedia("(hover: hover)").matches) home();
}

function fillComposer(typed) {
  composer.fill(Object.fromEntries(model.fields.map((field) => [field.name, field.default])), typed);
}

function home() {
  (details.open ? composer.first : details.firstElementChild).focus();
}

function submit(values) {
  fillComposer();
  home();
  if (location.hash === "#done") location.hash = "";
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
  // The same key at every attempt: what the API took though its answer was lost is not made twice.
  add(given, crypto.getRandomValues(new Uint32Array(4)).join("-"));
}

async function add(values, key) {
  const name = quote(values[model.heading]);
  const adding = store.add(values, key);
  hideProblem(key);
  render();
  list.lastElementChild.scrollIntoView({ block: "nearest" });
  try {
    await adding;
    render(`Added ${name}.`);
  } catch (error) {
    render();
    fail(key, error, `${name} was not added.`, () => add(values, key));
    if (error.retryable) return;
    // The person has to change something: back to where it was typed.
    details.open = true;
    fillComposer(values);
    composer.complain(error.faults);
  }
}

async function change(record, changes) {
  const changing = store.change(record, changes);
  hideProblem(record);
  render();
  try {
    await changing;
    render();
  } catch (error) {
    render();
    failRecord(record, error, "changed", () => change(record, error.lost));
    if (error.status === 400) openEditor(rows.get(record), error.lost).complain(error.faults);
  }
}

/*
 * A deletion goes to the API when the time to undo it is over, or the page is left; until then the record is only hidden here. So
 * to undo needs no API and brings back the very same record; a page that dies has deleted too little, never too much; and as the
 * deletion names the version that the person saw, it takes nothing away that was changed elsewhere meanwhile.
 */
function remove(record) {
  hideProblem(record);
  record.doomed = true;
  doomed.push(record);
  render();
  offerUndo(`Deleted ${doomed.length > 1 ? `${doomed.length} ${model.many}` : nameOf(record)}.`, commit);
}

function undo() {
  for (const record of doomed.splice(0)) record.doomed = false;
  withdrawUndo();
  render();
}

function commit() {
  withdrawUndo();
  for (const record of doomed.splice(0)) erase(record);
}

async function erase(record) {
  try {
    await store.remove(record);
  } catch (error) {
    failRecord(record, error, "deleted", () => remove(record));
  }
  render();
}

function move({ li }, step) {
  const next = model.order && neighbour(li, step);
  const focused = document.activeElement;
  if (!next) return;
  if (step < 0) next.before(li);
  else next.after(li);
  focused.focus();
  settle(li);
}

function settle(li) {
  const records = new Map([...rows].map(([record, row]) => [row.li, record]));
  const sequence = [...list.children].map((each) => records.get(each)).filter(({ draft }) => !draft);
  const at = sequence.indexOf(records.get(li));
  for (const [i, order] of ordersFor(sequence.map(store.shown), at)) change(sequence[i], { order });
  render(`Moved to ${at + 1} of ${sequence.length}.`);
}

function nameOf(record) {
  return quote(store.shown(record)[model.heading]);
}

function failRecord(record, error, done, again) {
  const elsewhere = { 404: "deleted", 412: "changed" }[error.status];
  fail(record, error, `${nameOf(record)} was ${elsewhere ? `${elsewhere} elsewhere` : `not ${done}`}.`, again);
}

function fail(owner, error, what, again) {
  const stale = error.status === 412;
  const help = (stale || error.retryable) && { again, label: stale ? "Do it anyway" : "Retry" };
  showProblem(owner, { what, why: error.message, home, ...help });
  if (error.name !== "ApiError") reportError(error);
}

function render(news) {
  const all = [...store.records.values()].filter((record) => !record.doomed);
  const open = all.filter((record) => !store.shown(record).completed).length;
  const counts = { all: all.length, active: open, done: all.length - open };
  const view = model?.tick && location.hash.slice(1) in counts ? location.hash.slice(1) : "all";
  for (const link of links) {
    const name = link.hash.slice(1);
    link.ariaCurrent = name === view;
    link.lastElementChild.textContent = counts[name];
  }
  arrange(all, view);
  const name = loading && !loaded ? "loading" : !loaded || counts[view] > 0 ? "" : all.length > 0 ? view : "empty";
  if (state.dataset.name !== name)
    state.replaceChildren(...(name ? [document.querySelector(`#${name}`).content.cloneNode(true)] : []));
  state.dataset.name = name;
  document.body.classList.toggle("filled", all.length > 0);
  const left = model?.tick ? `${open} of ${all.length} left` : `${all.length}`;
  document.title = `${open > 0 ? `(${open}) ` : ""}${model?.title ?? "Loading…"}`;
  document.querySelector("#count").textContent = left;
  if (news) document.querySelector("#announcer").textContent = `${news} ${left}`;
}

// The keyboard focus stays where it is; where that is gone, it goes to the row that took the place.
function arrange(records, view) {
  if (list.querySelector(".dragged")) return;
  const seen = () => [...list.querySelectorAll("li:not([hidden])")];
  const focused = document.activeElement;
  const place = seen().indexOf(focused.closest("li"));
  for (const [record, { li }] of rows) if (!records.includes(record) && rows.delete(record)) li.remove();
  records.sort((a, b) => byPlace(store.shown(a), store.shown(b)));
  for (const [i, record] of records.entries()) {
    const item = store.shown(record);
    const row = rows.get(record) ?? createRow(record, model, actions);
    rows.set(record, row);
    showRow(row, item);
    row.li.hidden = view !== "all" && (view === "done") !== item.completed;
    if (list.children[i] !== row.li) list.insertBefore(row.li, list.children[i]);
  }
  if (focused.isConnected && !focused.closest("[hidden]")) focused.focus({ preventScroll: true });
  else if (place >= 0) focusOn(seen()[place] ?? seen().at(-1), focused) || home();
}
