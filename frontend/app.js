import { readConfig } from "./api.js";
import { makeSortable, neighbour } from "./drag.js";
import { createForm } from "./form.js";
import { labelFaults, ordersFor, quote, readModel } from "./model.js";
import { awaitsConnection, hideProblem, offerUndo, retryConnection, showProblem, withdrawUndo } from "./notice.js";
import { openEditor } from "./row.js";
import * as store from "./store.js";
import { recordsInSight, rowOf, setUpView, show } from "./view.js";

/** So often the page tries again while something waits for a connection. */
const RECONNECT_MS = 5_000;
const details = document.querySelector("#composer");
const actions = { tick: (record, completed) => change(record, { completed }), edit: change, remove, move, home };
const doomed = [];
let model;
let composer;
let loading = false;
let loaded = false;
let configured;
let timer;

addEventListener("hashchange", () => render());
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
addEventListener("pagehide", commit);
document.addEventListener("visibilitychange", () => document.hidden || load());
document.addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
  if (key === "z" && (ctrlKey || metaKey) && !target.matches("textarea, input:not(.tick)")) undo();
});
document.querySelector("#undo button").addEventListener("click", undo);
load();

/** Reads everything; quietly, where the user did not ask for it and sees a list already. */
async function load({ quiet = false } = {}) {
  if (loading) return;
  loading = true;
  clearTimeout(timer);
  render();
  try {
    if (!model) await configure();
    if (model) await store.load(render);
    loaded = !!model;
    hideProblem(load);
    loading = false;
    retryConnection();
  } catch (error) {
    loading = false;
    if (quiet && loaded && error.isConnection) reconnect();
    else fail(load, error, { what: "The list could not be loaded.", again: () => load() });
  }
  render();
}

/** A page without its config.json has an explanation in place of a list. */
async function configure() {
  try {
    setUp(await readConfig());
    configured = true;
    render();
  } catch (error) {
    configured = ![403, 404].includes(error.status);
    if (configured) throw error;
  }
}

function reconnect() {
  clearTimeout(timer);
  timer = setTimeout(() => awaitsConnection() && !document.hidden && load({ quiet: true }), RECONNECT_MS);
}

function showConnection() {
  const why = "What you see may be out of date. Changes are saved when you are online again.";
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
  makeSortable(setUpView(model, render), settle);
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
  hideProblem(composer);
  fillComposer();
  home();
  if (location.hash === "#done") location.hash = "";
  // The same key at every attempt: what the API took though its answer was lost is not made twice.
  add(values, crypto.getRandomValues(new Uint32Array(4)).join("-"));
}

async function add(values, key) {
  const name = quote(values[model.heading]);
  const adding = store.add(values, key);
  hideProblem(key);
  render();
  rowOf(store.records.get(key))?.li.scrollIntoView({ block: "nearest" });
  try {
    await adding;
    render(`Added ${name}.`);
  } catch (error) {
    const giveBack = () => {
      details.open = true;
      fillComposer(values);
      composer.complain(labelFaults(model.fields, error.faults));
    };
    const what = `${name} was not added.`;
    const typing = Object.keys(composer.changed()).length > 0;
    render();
    if (error.retryable) fail(key, error, { what, again: () => add(values, key) });
    // It goes back to where it was typed, but not over something else that is being typed by now.
    else if (typing) fail(key, error, { what, again: giveBack, label: "Edit it" });
    else {
      fail(composer, error, { what, ...explained(error) });
      giveBack();
    }
  }
}

/** What the fields of a form explain is not explained twice. */
function explained({ faults }) {
  const isAtFields = Object.keys(labelFaults(model.fields, faults)).length > 0;
  return isAtFields && { why: "" };
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
    const row = error.status === 400 && rowOf(record);
    failRecord(record, error, "changed", () => change(record, error.lost), row && explained(error));
    if (row) openEditor(row, error.lost).complain(labelFaults(model.fields, error.faults));
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
  const restored = doomed.splice(0);
  for (const record of restored) record.doomed = false;
  withdrawUndo();
  render("Undone.");
  rowOf(restored.at(-1))?.title.focus();
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
  const next = model.order && !document.body.matches(".sorted") && neighbour(li, step);
  const focused = document.activeElement;
  if (!next) return;
  if (step < 0) next.before(li);
  else next.after(li);
  focused.focus();
  settle(li);
}

function settle(li) {
  const sequence = recordsInSight().filter(({ draft }) => !draft);
  const at = sequence.findIndex((record) => rowOf(record).li === li);
  for (const [i, order] of ordersFor(sequence.map(store.shown), at)) change(sequence[i], { order });
  render(`Moved to ${at + 1} of ${sequence.length}.`);
}

function nameOf(record) {
  return quote(store.shown(record)[model.heading]);
}

function failRecord(record, error, done, again, more) {
  const elsewhere = { 404: "deleted", 412: "changed" }[error.status];
  const what = `${nameOf(record)} was ${elsewhere ? `${elsewhere} in another tab` : `not ${done}`}.`;
  const choice = { why: "", again, label: "Keep mine", dismissLabel: "Keep theirs" };
  if (error.status === 412) fail(record, error, { what, ...choice });
  else fail(record, error, { what, again: error.retryable && again, ...more });
}

function fail(owner, error, problem) {
  const faults = Object.values(labelFaults(model?.fields ?? [], error.faults ?? {}));
  const why = faults.length > 0 ? `${faults.join(". ")}.` : error.message;
  showProblem(owner, { label: "Retry", why, home, isConnection: error.isConnection, ...problem });
  if (error.isConnection) reconnect();
  if (error.name !== "ApiError") reportError(error);
}

function render(news) {
  show({ model, actions, loading, loaded, configured }, news);
}
