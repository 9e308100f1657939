import { addItem, changeItem, deleteItem, listPages } from "./api.js";
import { hideProblem, showProblem } from "./problem.js";
import { closeEditor, createRow, isEditing, showBusy, showItem } from "./row.js";
import { clearTyped, fits, quote, showLength, tidy } from "./title.js";

const [form, field, list, state, count, announcer] = ["add", "field", "list", "state", "count", "announcer"].map((id) =>
  document.querySelector(`#${id}`),
);
const rows = new Map();
let loading = false;
let loaded = false;
let adding = false;

start();

function start() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add();
  });
  field.addEventListener("input", () => showLength(field));
  document.addEventListener("keydown", steer);
  // On a phone this would open the keyboard over the list.
  if (matchMedia("(hover: hover) and (pointer: fine)").matches) field.focus();
  load();
}

async function load() {
  if (loading) return;
  loading = true;
  render();
  loaded = await attempt("Your items could not be loaded.", { again: load }, async () => {
    const gone = new Set(rows.values());
    let position = 0;
    for await (const page of listPages()) {
      for (const item of page) gone.delete(put(item, position++));
      render();
    }
    for (const row of gone) drop(row);
  });
  loading = false;
  render();
}

async function add() {
  const typed = field.value;
  const title = tidy(typed);
  if (title === "") return hideProblem();
  if (adding || !fits(title, field)) return;
  showAdding(true);
  const failure = `${quote(title)} is not saved yet.`;
  const added = await attempt(failure, { again: add }, async () => {
    const row = put(await addItem(title), rows.size);
    clearTyped(field, typed);
    row.element.scrollIntoView({ block: "nearest" });
    render(`Added ${title}.`);
  });
  showAdding(false);
  if (added && !loaded) load();
}

async function tick(row) {
  render();
  if (row.ticking) return;
  row.ticking = true;
  const wanted = row.tick.checked;
  const again = () => {
    row.tick.checked = wanted;
    return tick(row);
  };
  await attempt(`${quote(row.item.title)} was not changed.`, { again, home: () => row.tick }, async () => {
    // A second tick while the first is on its way is sent after it, so that the last one wins at the API too.
    while (row.tick.checked !== row.item.completed) {
      const { completed } = await changeItem(row.item.id, { completed: row.tick.checked });
      row.item = { ...row.item, completed };
    }
  });
  row.ticking = false;
  row.tick.checked = row.item.completed;
  render();
}

async function rename(row, text) {
  if (row.busy) return;
  const title = tidy(text);
  if (!fits(title, row.editor)) return;
  if (title === row.item.title) return closeEditor(row);
  const again = () => (isEditing(row) ? rename(row, row.editor.value) : hideProblem());
  const home = () => (isEditing(row) ? row.editor : row.edit);
  showBusy(row, true);
  await attempt(`${quote(row.item.title)} was not renamed.`, { again, home }, async () => {
    const changed = await changeItem(row.item.id, { title });
    showItem(row, { ...row.item, title: changed.title });
    closeEditor(row);
    render(`Renamed to ${changed.title}.`);
  });
  showBusy(row, false);
}

async function remove(row) {
  if (row.busy) return;
  const next = neighbour(row);
  const home = () => (row.element.isConnected ? row.delete : next());
  showBusy(row, true);
  await attempt(`${quote(row.item.title)} was not deleted.`, { again: () => remove(row), home }, async () => {
    await deleteItem(row.item.id);
    drop(row);
    render(`Deleted ${row.item.title}.`);
  });
  showBusy(row, false);
}

async function attempt(what, { again, home = () => field }, work) {
  try {
    await work();
    hideProblem();
    return true;
  } catch (error) {
    const gone = error.status === 404 && again !== load;
    const retry = gone ? { again: load, label: "Reload" } : { again: error.retryable ? again : undefined };
    showProblem({ what, why: error.message, ...retry, home, lasting: again === load });
    if (error.name !== "ApiError") reportError(error);
    return false;
  }
}

function put(item, position) {
  const row = rows.get(item.id) ?? createRow(item, { tick, rename, remove });
  rows.set(item.id, row);
  if (!row.busy) showItem(row, item);
  const occupant = list.children[position];
  if (occupant !== row.element) list.insertBefore(row.element, occupant ?? null);
  return row;
}

function drop(row) {
  const next = neighbour(row);
  const hadFocus = row.element.contains(document.activeElement);
  row.element.remove();
  rows.delete(row.item.id);
  if (hadFocus) next().focus();
}

function neighbour(row) {
  const { nextElementSibling, previousElementSibling } = row.element;
  return () =>
    (nextElementSibling ?? previousElementSibling)?.querySelector(".delete:not([hidden]), .editor:not([hidden])") ??
    field;
}

function render(news) {
  const open = [...rows.values()].filter((row) => !row.tick.checked).length;
  list.hidden = rows.size === 0;
  count.hidden = rows.size === 0;
  count.textContent = open === 0 ? "All done" : `${open} of ${rows.size} left`;
  document.title = open === 0 ? "Todo" : `(${open}) Todo`;
  showState(loading ? "loading" : loaded && rows.size === 0 ? "empty" : "");
  if (news !== undefined) announcer.textContent = `${news} ${rows.size === 0 ? "" : count.textContent}`;
}

function showState(name) {
  if (state.dataset.name === name) return;
  state.dataset.name = name;
  state.replaceChildren(...(name === "" ? [] : [document.querySelector(`#${name}`).content.cloneNode(true)]));
}

function showAdding(busy) {
  adding = busy;
  form.setAttribute("aria-busy", String(busy));
}

function steer(event) {
  // A held Enter on a delete button would go on deleting the rows that follow.
  if (event.repeat && event.key === "Enter") event.preventDefault();
  const step = event.isComposing ? undefined : { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const part = ["tick", "edit", "delete"].find((name) => event.target.classList.contains(name));
  if (step === undefined || (part === undefined && event.target !== field)) return;
  const elements = [field, ...list.children];
  const target = elements[elements.indexOf(event.target.closest(".row") ?? field) + step];
  if (target === undefined) return;
  (target === field ? field : target.querySelector(`.${part ?? "tick"}`)).focus();
  event.preventDefault();
}
