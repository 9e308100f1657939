import { createCell, fillCell } from "./cell.js";
import { copyTemplateElement, getElement } from "./dom.js";
import { neighbor } from "./drag.js";
import { createForm } from "./form.js";

/** @import { Actions, Changes, Field, Item, ItemRecord, Model, Row, Values } from "./types.d.ts" */

/**
 * Creates the row of a record.
 * @param {ItemRecord} record
 * @param {Model} model
 * @param {Actions} actions
 */
export function createRow(record, model, actions) {
  const li = model.isTable ? createTableRow(model) : copyTemplateElement("#row");
  /** @type {Row} */
  const row = {
    ...{ li, record, model, actions },
    box: getElement(".check", li),
    title: getElement(".title", li),
    cells: li.querySelectorAll(".cell"),
    names: li.querySelectorAll(".name"),
  };
  row.box.onchange = () => actions.check(record, row.box.checked);
  li.onclick = (event) => handleClick(row, event);
  li.onkeydown = (event) => handleKey(row, event);
  // A row that is being moved loses focus for a moment, so the focused element is known only after the event.
  li.addEventListener("focusout", () => setTimeout(leave, 0, row));
  return row;
}

/**
 * Creates the header cells of the table; a click on a field calls `onSort(field)`.
 * @param {Model} model
 * @param {(field: string) => void} onSort
 */
export function createHeader(model, onSort) {
  const heading = model.fields.filter(({ name }) => name === model.heading);
  const sortable = [...heading, ...model.cells].map(({ name, label, type }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = () => onSort(name);
    const header = createCell("th", [button], type);
    header.scope = "col";
    header.dataset["field"] = name;
    return header;
  });
  return [createCell("td", [], "for-check"), ...sortable, createCell("td", [], "actions")];
}

/**
 * Shows an item in its row.
 * @param {Row} row
 * @param {Item} item
 */
export function showRow(row, item) {
  const { li, record, model } = row;
  if (li.inert !== !!record.isDraft) li.inert = !!record.isDraft;
  if (row.item === item) return;
  row.item = item;
  const heading = `${item[model.heading] ?? ""}`;
  row.box.checked = item.completed === true;
  row.box.ariaLabel = heading;
  for (const name of row.names) name.textContent = heading;
  for (const [i, field] of model.cells.entries()) {
    const cell = row.cells[i];
    if (cell) fillCell(cell, field, item[field.name]);
  }
}

/**
 * Shows the record's form in its row, filled with the item and then with any values that the user has already typed,
 * and returns the form. A form that is already open is returned unchanged.
 * @param {Row} row
 * @param {Changes} [typed]
 */
export function openEditor(row, typed) {
  const { li, record, model, actions } = row;
  if (record.editing) return record.editing;
  const close = () => closeEditor(row);
  /** @type {(values: Values, changed: Changes) => void} */
  const onSubmit = (_values, changed) => {
    close();
    actions.edit(record, changed);
  };
  const name = `Edit ${record.item[model.heading] ?? ""}`;
  const editing = createForm({ fields: model.fields, name, submit: "Save", onSubmit, onCancel: close });
  record.editing = editing;
  editing.fill(record.item, typed);
  row.editor = editing.form;
  if (model.isTable) {
    const cell = createCell("td", [editing.form], "editor");
    cell.colSpan = model.cells.length + 3;
    row.editor = cell;
  }
  li.append(row.editor);
  li.classList.add("editing");
  editing.first?.focus();
  if (!typed && editing.first && "select" in editing.first) editing.first.select();
  return editing;
}

/**
 * Moves the keyboard focus to the part of a row that corresponds to `like` in another row; returns whether the row
 * exists.
 * @param {Element | null | undefined} li
 * @param {Element} like
 */
export function focusOn(li, like) {
  const part = like.closest("button, .check")?.classList[0] ?? "title";
  /** @type {HTMLElement | null | undefined} */
  const found = li?.querySelector(`.${part}`) ?? li?.querySelector(".title");
  found?.focus();
  return !!li;
}

/** @param {Row} row */
function closeEditor({ li, record, title, editor }) {
  const hadFocus = li.contains(document.activeElement);
  li.classList.remove("editing");
  editor?.remove();
  record.editing = undefined;
  if (hadFocus) title.focus();
}

/**
 * @param {Row} row
 * @param {MouseEvent} event
 */
function handleClick(row, { target, detail }) {
  const { li, record, actions } = row;
  const button = target instanceof Element ? target.closest("button") : null;
  const part = button?.classList[0];
  if (part === "title") openEditor(row);
  // The second click of a double-click would hit the next row, which has moved up.
  else if (part === "delete" && detail < 2) actions.remove(record);
  else if (part === "handle" && !li.matches(".dragged")) li.classList.toggle("moving");
  else if (part === "up") actions.move(row, -1);
  else if (part === "down") actions.move(row, 1);
}

/**
 * @param {Row} row
 * @param {KeyboardEvent} event
 */
function handleKey(row, event) {
  const { key, target, altKey, repeat } = event;
  if (!(target instanceof Element) || target.closest("form")) return;
  const step = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : 0;
  if (step && altKey) row.actions.move(row, step);
  else if (step) focusOn(neighbor(row.li, step), target);
  else if (key === "F2" || (key === "Enter" && target === row.box)) openEditor(row);
  // Holding Enter on a delete button would also delete the rows that follow.
  else if (key !== "Enter" || !repeat) return;
  event.preventDefault();
}

/** @param {Row} row */
function leave({ li, record, model }) {
  if (li.contains(document.activeElement) || !document.hasFocus()) return;
  li.classList.remove("moving");
  if (model.fields.length === 1) record.editing?.form.requestSubmit();
}

/**
 * Creates a table row with the parts of a list row.
 * @param {{ cells: readonly Field[] }} model
 */
function createTableRow({ cells }) {
  const li = copyTemplateElement("#row");
  const row = document.createElement("tr");
  row.className = "item";
  const box = createCell("td", [getElement(".check", li)], "for-check");
  const heading = createCell("th", [getElement(".title", li)]);
  heading.scope = "row";
  const values = cells.map(({ type }) => createCell("td", [], "cell", type));
  row.append(box, heading, ...values, createCell("td", [...li.querySelectorAll(".icon")], "actions"));
  return row;
}
