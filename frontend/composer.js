import { getElement } from "./dom.js";
import { createForm } from "./form.js";

/** @import { Changes, Model, Values } from "./types.d.ts" */

/**
 * Creates the form for new records; calls `onSubmit(values)` when the user submits it.
 * @param {Model} model
 * @param {(values: Values) => void} onSubmit
 */
export function createComposer({ one, fields, done }, onSubmit) {
  /** @type {HTMLDetailsElement} */
  const details = getElement("#composer");
  const summary = getElement("summary", details);
  const name = `New ${one}`;
  const { form, first, fill, changed, showFaults } = createForm({ fields, name, submit: "Add", onSubmit });
  const defaults = Object.fromEntries(fields.map((field) => [field.name, field.default]));
  const home = () => (details.open ? first : summary)?.focus();
  if (done && fields.length === 1) first?.setAttribute("placeholder", "What needs doing?");
  summary.textContent = name;
  summary.onclick = () => setTimeout(home);
  details.append(form);
  details.open = fields.length === 1;
  fill(defaults);
  return {
    /** Moves the keyboard focus to the first field, or to the button that opens the form. */
    home,
    showFaults,
    clear: () => fill(defaults),
    isTouched: () => Object.keys(changed()).length > 0,
    /**
     * Opens the form with the values that the user typed before.
     * @param {Values | Changes} typed
     */
    restore(typed) {
      details.open = true;
      fill(defaults, typed);
    },
  };
}
