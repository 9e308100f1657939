import { guardRequests, readConfig, toApiError } from "./api.js";
import { createComposer } from "./composer.js";
import { getElement } from "./dom.js";
import { makeSortable } from "./drag.js";
import { change, commit, move, remove, savePosition, setUpEdits, submit, undo } from "./edits.js";
import { labelFaults, readModel } from "./model.js";
import { awaitsConnection, hideProblem, retryOfflineProblems, showProblem } from "./notice.js";
import * as store from "./store.js";
import { setUpView, show } from "./view.js";

/** @import { ApiError } from "./api.js" */
/** @import { Actions, Config, ItemRecord, Model, Problem } from "./types.d.ts" */

/** The time between attempts to reload the list while something is waiting for a connection. */
const RECONNECT_MS = 5_000;
/** @type {Actions} */
const actions = {
  check: (/** @type {ItemRecord} */ record, completed) => change(record, { completed }),
  edit: change,
  remove,
  move,
  home: () => home(),
};
/** @type {Model | undefined} */
let model;
let home = () => {};
let isLoading = false;
let isLoaded = false;
/** The ID of the template that explains why there is no list. */
let obstacle = "";
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

addEventListener("hashchange", () => render());
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
addEventListener("pagehide", commit);
document.addEventListener("visibilitychange", () => document.hidden || load());
document.addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
  const isTyping = target instanceof Element && target.matches("textarea, input:not(.check)");
  if (model && key === "z" && (ctrlKey || metaKey) && !isTyping) undo();
});
getElement("#undo button").onclick = undo;
load();

/**
 * Loads the configuration, unless it has already been loaded, and then the list. If `isQuiet` is set and a list is
 * already shown, does not report a lost connection, because the user did not request the reload.
 * @param {{ isQuiet?: boolean }} [options]
 */
async function load({ isQuiet = false } = {}) {
  if (isLoading) return;
  isLoading = true;
  clearTimeout(timer);
  render();
  try {
    if (!model) await configure();
    if (model) await store.load(render);
    isLoaded = !!model;
    hideProblem(load);
    isLoading = false;
    retryOfflineProblems();
  } catch (cause) {
    isLoading = false;
    const error = toApiError(cause);
    if (isQuiet && isLoaded && error.isOffline) scheduleReload();
    else fail(load, error, { what: "The list could not be loaded.", retry: () => load() });
  }
  render();
}

/** If config.json is missing or the API requires signatures, the page shows an explanation instead of a list. */
async function configure() {
  try {
    const config = await readConfig();
    const { auth } = config;
    obstacle = auth === "iam" ? auth : "";
    if (auth !== "none") await (await import("./key.js")).prepareAccess(config, guardRequests);
    if (!obstacle) setUp(config);
    render();
  } catch (cause) {
    const { status } = toApiError(cause);
    if (status !== 403 && status !== 404) throw cause;
    obstacle = "unset";
  }
}

/** @param {Config} config */
function setUp(config) {
  model = readModel(config.model);
  const { fields, title, done, order } = model;
  const composer = createComposer(model, submit);
  home = composer.home;
  setUpEdits({ model, composer, render, fail });
  makeSortable(setUpView(model, render), savePosition);
  getElement("h1").textContent = title;
  const features = { ready: true, checkable: done, ordered: order, many: fields.length > 1 };
  for (const [name, isOn] of Object.entries(features)) document.body.classList.toggle(name, !!isOn);
  // On a phone, focusing the input would open the keyboard over the list.
  if (matchMedia("(hover: hover)").matches) home();
}

function scheduleReload() {
  clearTimeout(timer);
  timer = setTimeout(() => awaitsConnection() && !document.hidden && load({ isQuiet: true }), RECONNECT_MS);
}

function showConnection() {
  const why = "The list may be out of date. Changes are saved once you are online.";
  hideProblem(showConnection);
  if (navigator.onLine) load();
  else showProblem(showConnection, { what: "You are offline.", why, home });
}

/**
 * Shows a failure. For errors in fields, shows each error with the field's label.
 * @param {unknown} owner
 * @param {ApiError} error
 * @param {Omit<Problem, "home">} problem
 */
function fail(owner, error, problem) {
  const faults = Object.values(labelFaults(model?.fields ?? [], error.faults));
  const why = faults.length > 0 ? `${faults.join(". ")}.` : error.message;
  showProblem(owner, { label: "Retry", why, home, isOffline: error.isOffline, ...problem });
  if (error.isOffline) scheduleReload();
}

/** @param {string} [news] */
function render(news) {
  const notice = isLoaded ? undefined : obstacle || (isLoading ? "loading" : "");
  show({ model, actions, notice }, news);
}
