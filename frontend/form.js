import { copyTemplateElement, getElement } from "./dom.js";

/** @import { Changes, Faults, Field, Item, Value, Values } from "./types.d.ts" */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */
/** @typedef {{ field: Field, box: HTMLElement, control: Control, fault: HTMLElement }} Part */

let created = 0;

/**
 * Creates a record's form. Calls `onSubmit(values, changed)` with all values, and with the values that differ from the
 * initial values (null for a cleared field).
 * @param {{ fields: readonly Field[], name: string, submit: string, onSubmit: (values: Values, changed: Changes) =>
 * void, onCancel?: () => void }} options
 */
export function createForm({ fields, name, submit, onSubmit, onCancel }) {
  /** @type {HTMLFormElement} */
  const form = copyTemplateElement("#form");
  const parts = fields.map(createPart);
  const first = parts[0]?.control;
  const read = () => Object.fromEntries(parts.map(({ field, control }) => [field.name, valueIn(field, control)]));
  /** @type {Values} */
  let filled = {};

  const changed = () => {
    const different = Object.entries(read()).filter(([key, value]) => value !== filled[key]);
    return Object.fromEntries(different.map(([key, value = null]) => [key, value]));
  };
  /**
   * Fills the form with an item's values as the initial values, and then with the values that the user typed earlier.
   * @param {Values | Item} item
   * @param {Values | Changes} [typed]
   */
  const fill = (item, typed = {}) => {
    for (const part of parts) show(part, item[part.field.name]);
    filled = read();
    for (const part of parts) show(part, { ...item, ...typed }[part.field.name]);
  };
  /** @param {Faults} faults */
  const showFaults = (faults) => {
    for (const { field, control, fault } of parts) {
      fault.textContent = faults[field.name] ?? "";
      control.ariaInvalid = `${field.name in faults}`;
    }
    parts.find(({ field }) => field.name in faults)?.control.focus();
  };

  form.ariaLabel = name;
  form.prepend(...parts.map(({ box }) => box));
  if (fields.length === 1) {
    getElement("label", form).textContent = name;
    form.classList.add("alone");
  }
  getElement("[type=submit] span", form).textContent = submit;
  /** @type {HTMLButtonElement} */
  const cancelButton = getElement("[type=button]", form);
  Object.assign(cancelButton, { hidden: !onCancel, onclick: onCancel });
  form.addEventListener("input", () => showFaults({}));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = read();
    const missing = fields.filter(({ name: key, required }) => required && values[key] === undefined);
    showFaults(Object.fromEntries(missing.map(({ name: key, label }) => [key, `${label} is required.`])));
    if (missing.length === 0) onSubmit(values, changed());
  });
  form.addEventListener("keydown", (event) => handleKey(form, event, onCancel));
  return { form, first, fill, changed, showFaults };
}

/**
 * Submits the form on Enter in a one-row textarea, and on Ctrl+Enter or Cmd+Enter in a larger one; cancels on Escape.
 * In an input, the browser submits the form on Enter.
 * @param {HTMLFormElement} form
 * @param {KeyboardEvent} event
 * @param {(() => void) | undefined} onCancel
 */
function handleKey(form, event, onCancel) {
  const { key, keyCode, target, isComposing, repeat, ctrlKey, metaKey } = event;
  // The key that ends a composition belongs to the input method. Safari sends it after the composition has ended, with
  // key code 229.
  if (isComposing || keyCode === 229) {
    if (key === "Enter") event.preventDefault();
    return;
  }
  const rows = target instanceof HTMLTextAreaElement ? target.rows : 0;
  const submits = key === "Enter" && (rows === 1 || (rows > 1 && (ctrlKey || metaKey)));
  if (!submits && !(key === "Escape" && onCancel)) return;
  event.preventDefault();
  if (repeat) return;
  if (submits) form.requestSubmit();
  else onCancel?.();
}

/**
 * @param {Field} field
 * @returns {Part}
 */
function createPart(field) {
  const box = copyTemplateElement("#field");
  /** @type {HTMLLabelElement} */
  const label = getElement("label", box);
  const fault = getElement("p", box);
  const control = createControl(field);
  control.id = label.htmlFor = `field-${++created}`;
  fault.id = `${control.id}-fault`;
  control.setAttribute("aria-describedby", fault.id);
  control.ariaRequired = `${!!field.required}`;
  label.textContent = field.label;
  getElement("small", box).hidden = !!field.required || field.type === "boolean";
  fault.before(control);
  return { field, box, control, fault };
}

/**
 * @param {Field} field
 * @returns {Control}
 */
function createControl({ name, type, choices, multiline, maxLength = 0, format }) {
  const isLong = multiline || (maxLength > 200 && !format);
  const control = document.createElement(choices ? "select" : isLong ? "textarea" : "input");
  if (choices) control.append(...["", ...choices].map((text) => new Option(text)));
  else if (isLong) Object.assign(control, { rows: multiline ? 3 : 1 });
  else Object.assign(control, { type: type === "boolean" ? "checkbox" : (format ?? "text") });
  const inputMode = type === "string" ? "" : "decimal";
  return Object.assign(control, { name, dir: "auto", autocomplete: /** @type {const} */ ("off"), inputMode });
}

/**
 * @param {Part} part
 * @param {Value | null | undefined} value
 */
function show({ control }, value) {
  if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = value === true;
  else control.value = `${value ?? ""}`;
}

/**
 * @param {Field} field
 * @param {Control} control
 */
function valueIn({ type, multiline }, control) {
  if (control instanceof HTMLInputElement && control.type === "checkbox") return control.checked;
  const text = (multiline ? control.value : control.value.replace(/\s*[\t\r\n]+\s*/g, " ")).trim();
  if (text === "") return undefined;
  // Text that is not a number is sent unchanged, so that the API explains the error.
  return type === "string" || !Number.isFinite(+text) ? text : +text;
}
