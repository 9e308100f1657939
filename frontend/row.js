import { neighbour } from "./drag.js";
import { createForm } from "./form.js";

const template = document.querySelector("#row");

/** Creates the row of a record. It changes nothing: it calls `on` (tick, edit, remove, move) when the user asks for it. */
export function createRow(record, model, on) {
  const li = model.isTable ? createTableRow(model) : template.content.firstElementChild.cloneNode(true);
  const row = { li, record, model, on };
  for (const part of ["tick", "title"]) row[part] = li.querySelector(`.${part}`);
  row.cells = li.querySelectorAll(".cell");
  row.names = li.querySelectorAll(".name");
  row.tick.addEventListener("change", () => on.tick(record, row.tick.checked));
  const clicked = {
    title: () => openEditor(row),
    // The second click of a double click would land on the row that moves up.
    delete: ({ detail }) => detail < 2 && on.remove(record),
    handle: () => li.matches(".dragged") || li.classList.toggle("moving"),
    up: () => on.move(row, -1),
    down: () => on.move(row, 1),
  };
  li.addEventListener("click", (event) => clicked[event.target.closest("button")?.classList[0]]?.(event));
  li.addEventListener("keydown", (event) => steer(row, event));
  li.addEventListener("focusout", () => setTimeout(leave, 0, row));
  return row;
}

/** The header cells of a table of these records. */
export function createHeader(model, sorted) {
  const heading = model.fields.find(({ name }) => name === model.heading);
  const sortable = [heading, ...model.cells].map(({ name, label, type }) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.addEventListener("click", () => sorted(name));
    const header = cellOf("th", [button], type);
    header.scope = "col";
    header.dataset.field = name;
    return header;
  });
  const done = cellOf("td", []);
  done.classList.add("for-tick");
  return [done, ...sortable, cellOf("td", [], "actions")];
}

/** Shows the item with the user's changes. */
export function showRow(row, item) {
  const { li, record, model } = row;
  if (li.inert !== !!record.draft) li.inert = !!record.draft;
  if (row.item === item) return;
  row.item = item;
  row.tick.checked = item.completed;
  row.tick.ariaLabel = item[model.heading];
  for (const name of row.names) name.textContent = item[model.heading];
  for (const [i, field] of model.cells.entries()) fillCell(row.cells[i], field, item[field.name]);
}

/** Opens the record's form in its place and returns it; with what was typed before, if anything. */
export function openEditor(row, typed) {
  const { li, record, model, on } = row;
  const close = () => closeEditor(row);
  const submitted = (_values, changed) => {
    close();
    on.edit(record, changed);
  };
  if (record.editing) return record.editing;
  const name = `Edit ${record.item[model.heading]}`;
  record.editing = createForm({ fields: model.fields, name, submit: "Save", submitted, cancelled: close });
  record.editing.fill(record.item, typed);
  row.editor = record.editing.form;
  if (model.isTable) {
    row.editor = cellOf("td", [record.editing.form], "editor");
    row.editor.colSpan = model.cells.length + 3;
  }
  li.append(row.editor);
  li.classList.add("editing");
  record.editing.first.focus();
  if (!typed) record.editing.first.select?.();
  return record.editing;
}

/** Puts the keyboard focus on that part of the row that `like` is of another; returns whether there is such a row. */
export function focusOn(li, like) {
  const part = like.closest("button, .tick")?.classList[0] ?? "title";
  (li?.querySelector(`.${part}`) ?? li?.querySelector(".title"))?.focus();
  return !!li;
}

function closeEditor({ li, record, title, editor }) {
  const hadFocus = li.contains(document.activeElement);
  li.classList.remove("editing");
  editor.remove();
  record.editing = undefined;
  if (hadFocus) title.focus();
}

function steer(row, event) {
  const { key, target, altKey, repeat } = event;
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (target.closest("form")) return;
  if (step && altKey) row.on.move(row, step);
  else if (step) focusOn(neighbour(row.li, step), target);
  else if (key === "F2" || (key === "Enter" && target === row.tick)) openEditor(row);
  // A held Enter on a delete button would go on deleting the rows that follow.
  else if (key !== "Enter" || !repeat) return;
  event.preventDefault();
}

// After the event, when it is known where the focus went: a row that is moved loses it for a moment.
function leave({ li, record, model }) {
  if (li.contains(document.activeElement) || !document.hasFocus()) return;
  li.classList.remove("moving");
  if (model.fields.length === 1) record.editing?.form.requestSubmit();
}

/** The parts of the list's row, in a row of a table. */
function createTableRow({ cells }) {
  const li = template.content.firstElementChild.cloneNode(true);
  const row = Object.assign(document.createElement("tr"), { className: "item" });
  const tick = cellOf("td", [li.querySelector(".tick")]);
  tick.classList.add("for-tick");
  const heading = cellOf("th", [li.querySelector(".title")]);
  heading.scope = "row";
  const values = cells.map(({ type }) => cellOf("td", [], "cell", type));
  row.append(tick, heading, ...values, cellOf("td", li.querySelectorAll(".icon"), "actions"));
  return row;
}

function cellOf(tag, content, ...classes) {
  const cell = document.createElement(tag);
  cell.append(...content);
  cell.classList.add(...classes.filter(Boolean));
  return cell;
}

function fillCell(cell, { label, type, format }, value) {
  const isEmpty = value === undefined || value === "" || value === false;
  const text = isEmpty ? "–" : value === true ? "✓" : type === "string" ? value : value.toLocaleString();
  const href = { email: `mailto:${text}`, tel: `tel:${text}`, url: /^https?:/i.test(text) && text }[format];
  const content = document.createElement(href && !isEmpty ? "a" : "span");
  Object.assign(content, { textContent: text, dir: "auto" }, href && !isEmpty && { href });
  // A sign is read as what it means.
  if (isEmpty || value === true) {
    content.role = "img";
    content.ariaLabel = value === true ? "Yes" : value === false ? "No" : "Empty";
  }
  cell.classList.toggle("none", isEmpty);
  cell.dataset.label = label;
  cell.title = isEmpty || value === true ? "" : text;
  cell.replaceChildren(content);
}
