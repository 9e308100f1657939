const template = document.querySelector("#row");

/**
 * Makes the list row of an item.
 * `on.tick(row)`, `on.rename(row, title)` and `on.remove(row)` are called when the person asks for it; the row itself changes nothing of the item.
 */
export function createRow(item, on) {
  const element = template.content.firstElementChild.cloneNode(true);
  const row = { element, item, busy: false, ticking: false };
  for (const part of ["tick", "title", "editor", "edit", "delete", "save", "cancel"]) {
    row[part] = element.querySelector(`.${part}`);
  }
  row.tick.addEventListener("change", () => on.tick(row));
  // The second click of a double click would land on the row that moves up.
  row.delete.addEventListener("click", (event) => event.detail < 2 && on.remove(row));
  listenForRename(row, on);
  showItem(row, item);
  return row;
}

/** Shows the item as it is now, but not over a new title that is being typed or a tick that is being saved. */
export function showItem(row, item) {
  row.item = item;
  if (!row.ticking) row.tick.checked = item.completed;
  row.title.textContent = item.title;
  row.tick.setAttribute("aria-label", item.title);
  for (const [part, verb] of [
    ["edit", "Rename"],
    ["delete", "Delete"],
    ["save", "Save"],
    ["cancel", "Cancel renaming"],
  ]) {
    row[part].setAttribute("aria-label", `${verb} ${item.title}`);
    row[part].title = verb;
  }
  row.editor.setAttribute("aria-label", `New title for ${item.title}`);
}

/** Marks the row as waiting for the API. */
export function showBusy(row, busy) {
  row.busy = busy;
  row.element.setAttribute("aria-busy", String(busy));
  row.editor.readOnly = busy;
}

/** Is the title being edited? */
export function isEditing(row) {
  return !row.editor.hidden;
}

/** Closes the editor; the keyboard focus, if it was inside, goes to the rename button. */
export function closeEditor(row) {
  const hadFocus = row.element.contains(document.activeElement);
  showEditor(row, false);
  if (hadFocus) row.edit.focus();
}

function openEditor(row) {
  if (isEditing(row) || row.busy) return;
  row.editor.value = row.item.title;
  row.editor.removeAttribute("aria-invalid");
  showEditor(row, true);
  row.editor.focus();
  row.editor.select();
}

function showEditor(row, editing) {
  for (const part of ["title", "edit", "delete"]) row[part].hidden = editing;
  for (const part of ["editor", "save", "cancel"]) row[part].hidden = !editing;
}

function listenForRename(row, on) {
  const save = () => on.rename(row, row.editor.value);
  row.edit.addEventListener("click", () => openEditor(row));
  row.title.addEventListener("dblclick", () => openEditor(row));
  row.save.addEventListener("click", save);
  row.cancel.addEventListener("click", () => closeEditor(row));
  row.element.addEventListener("keydown", (event) => {
    if (event.key !== "F2" && !(event.key === "Enter" && event.target === row.tick)) return;
    // Else the Enter would go on into the editor, and replace the title with a line break.
    event.preventDefault();
    openEditor(row);
  });
  row.editor.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat) return;
    if (event.key === "Enter") save();
    else if (event.key === "Escape") closeEditor(row);
    else return;
    event.preventDefault();
  });
  saveOnLeaving(row, save);
}

function saveOnLeaving(row, save) {
  // Safari does not focus a clicked button: without this, pressing "cancel" would look like leaving the row, and save.
  for (const button of [row.save, row.cancel])
    button.addEventListener("pointerdown", (event) => event.preventDefault());
  row.element.addEventListener("focusout", (event) => {
    const left = document.hasFocus() && !row.element.contains(event.relatedTarget);
    if (!left || !isEditing(row) || row.busy) return;
    if (row.editor.value.trim() === "") closeEditor(row);
    else save();
  });
}
