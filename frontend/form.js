const [template, fieldTemplate] = ["#form", "#field"].map((id) => document.querySelector(id).content.firstElementChild);
let made = 0;

/** Makes a record's form. `submitted(values, changed)` gets all values, and those that are not as it was filled, null for none. */
export function createForm({ fields, name, hint, submit, submitted, cancelled }) {
  const form = template.cloneNode(true);
  const [submitButton, cancelButton] = form.querySelectorAll("button");
  const parts = fields.map((field) => createPart(field));
  const first = parts[0].control;
  const read = () => Object.fromEntries(parts.map(({ field, control }) => [field.name, valueIn(field, control)]));
  let filled;

  const changed = () => {
    const now = Object.entries(read()).filter(([key, value]) => value !== filled[key]);
    return Object.fromEntries(now.map(([key, value = null]) => [key, value]));
  };
  const fill = (item, typed) => {
    for (const part of parts) show(part, item);
    filled = read();
    for (const part of parts) show(part, { ...item, ...typed });
  };
  /** Explains, at the fields, what is wrong with them. */
  const complain = (faults) => {
    for (const { field, control, fault } of parts) {
      fault.textContent = faults[field.name] ?? "";
      control.ariaInvalid = field.name in faults;
    }
    form.querySelector("[aria-invalid=true]")?.focus();
  };

  form.ariaLabel = name;
  form.prepend(...parts.map(({ box }) => box));
  if (fields.length === 1) {
    form.querySelector("label").textContent = name;
    first.placeholder = hint ?? "";
    form.classList.add("alone");
  }
  submitButton.firstElementChild.textContent = submit;
  Object.assign(cancelButton, { hidden: !cancelled, onclick: cancelled });
  form.addEventListener("input", () => complain({}));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = read();
    const missing = fields.filter(({ name, required }) => required && values[name] === undefined);
    complain(Object.fromEntries(missing.map(({ name, label }) => [name, `${label} is required.`])));
    if (missing.length === 0) submitted(values, changed());
  });
  form.addEventListener("keydown", (event) => {
    const { key, keyCode, target, isComposing, repeat, ctrlKey, metaKey } = event;
    const sends = key === "Enter" && (target.rows === 1 || (target.rows > 1 && (ctrlKey || metaKey)));
    // The key that ends a composition belongs to the input method. Safari sends it after the composition, as key code 229.
    if (isComposing || keyCode === 229) {
      if (key === "Enter") event.preventDefault();
      return;
    }
    if (!(sends || (key === "Escape" && cancelled))) return;
    event.preventDefault();
    if (!repeat) sends ? form.requestSubmit() : cancelled();
  });
  return { form, first, fill, changed, complain };
}

function createPart(field) {
  const box = fieldTemplate.cloneNode(true);
  const [label, optional, fault] = box.children;
  const control = createControl(field);
  control.id = label.htmlFor = `field-${++made}`;
  fault.id = `${control.id}-fault`;
  control.setAttribute("aria-describedby", fault.id);
  control.ariaRequired = !!field.required;
  label.textContent = field.label;
  optional.hidden = field.required || field.type === "boolean";
  fault.before(control);
  return { field, box, control, fault };
}

function createControl({ name, type, choices, multiline, maxLength, format }) {
  const long = multiline || (maxLength > 200 && !format);
  const control = document.createElement(choices ? "select" : long ? "textarea" : "input");
  if (choices) control.append(...["", ...choices].map((text) => new Option(text)));
  else if (long) control.rows = multiline ? 3 : 1;
  else control.type = type === "boolean" ? "checkbox" : (format ?? "text");
  const inputMode = type === "string" ? "" : "decimal";
  return Object.assign(control, { name, dir: "auto", autocomplete: "off", inputMode });
}

function show({ field: { name, type }, control }, values) {
  if (type === "boolean") control.checked = values[name];
  else control.value = values[name] ?? "";
}

function valueIn({ type, multiline }, control) {
  if (type === "boolean") return control.checked;
  const text = (multiline ? control.value : control.value.replace(/\s*[\t\r\n]+\s*/g, " ")).trim();
  if (text === "") return undefined;
  // What is no number goes out as it is: the API says what is wrong with it.
  return type === "string" || !Number.isFinite(+text) ? text : +text;
}
