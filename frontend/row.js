import { neighbour } from "./drag.js";
import { createForm } from "./form.js";

const template = document.querySelector("#row");

/** Makes the list row of a record. It changes nothing: it calls `on` (tick, edit, remove, move) when the person asks for it. */
export function createRow(record, model, on) {
  const li = template.content.firstElementChild.cloneNode(true);
  const row = { li, record, model, on };
  for (const part of ["tick", "title", "cells"]) row[part] = li.querySelector(`.${part}`);
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

/** Shows the item as the person wants it. */
export function showRow(row, item) {
  const { li, record, model } = row;
  li.inert = !!record.draft;
  const text = JSON.stringify(item);
  if (row.text === text) return;
  row.text = text;
  row.tick.checked = item.completed;
  row.tick.ariaLabel = item[model.heading];
  for (const name of li.querySelectorAll(".name")) name.textContent = item[model.heading];
  row.cells.replaceChildren(...model.cells.map((field) => createCell(field, item[field.name] ?? "")));
}

/** Opens the record's form in its place and answers it; with what was typed before, if anything. */
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
  li.append(record.editing.form);
  li.classList.add("editing");
  record.editing.first.focus();
  if (!typed) record.editing.first.select?.();
  return record.editing;
}

/** Puts the keyboard focus on that part of the row that `like` is of another; answers whether there is such a row. */
export function focusOn(li, like) {
  const part = like.closest("button, .tick")?.classList[0] ?? "title";
  li?.querySelector(`.${part}`).focus();
  return !!li;
}

function closeEditor({ li, record, title }) {
  const hadFocus = li.contains(document.activeElement);
  li.classList.remove("editing");
  record.editing.form.remove();
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

function createCell({ label, format }, value) {
  const text = typeof value === "boolean" ? (value ? "Yes" : "No") : `${value}`;
  const href = { email: `mailto:${text}`, tel: `tel:${text}`, url: /^https?:/i.test(text) && text }[format];
  const cell = document.createElement("span");
  const content = document.createElement(href ? "a" : "span");
  if (text !== "")
    cell.append(`${label} `, Object.assign(content, { textContent: text, dir: "auto" }, href && { href }));
  return cell;
}
