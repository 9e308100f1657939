import { showProblem } from "./problem.js";

const TITLE_LIMIT = 500;
const LENGTH_SHOWN_FROM = 450;
const QUOTE_LIMIT = 60;
const NO_TITLE = {
  what: "An item needs a title.",
  why: "Type at least one character, or press Escape to keep the old title.",
};
const counter = document.querySelector("#length");

/** The title in what was typed or pasted: on one line, and without white space around it. */
export function tidy(text) {
  return text.replace(/\s*[\t\r\n]+\s*/g, " ").trim();
}

/** Is the title one that the API takes? If not, says why at the field that it was typed in. */
export function fits(title, field) {
  const length = lengthOf(title);
  const good = length > 0 && length <= TITLE_LIMIT;
  field.setAttribute("aria-invalid", String(!good));
  if (!good) showProblem({ ...(length === 0 ? NO_TITLE : tooLong(length)), home: () => field });
  return good;
}

/** Shows how long the typed title is, once it comes near to the limit. */
export function showLength(field) {
  const length = lengthOf(field.value.trim());
  counter.hidden = length < LENGTH_SHOWN_FROM;
  counter.textContent = `${length} of ${TITLE_LIMIT} characters`;
  counter.classList.toggle("over", length > TITLE_LIMIT);
  if (length <= TITLE_LIMIT) field.removeAttribute("aria-invalid");
}

/** Takes the saved text out of the field, but not what was typed after it while it was being saved. */
export function clearTyped(field, typed) {
  if (field.value.startsWith(typed)) field.value = field.value.slice(typed.length).trimStart();
  showLength(field);
}

/** The title as it stands in a message: quoted, and cut where it is long. */
export function quote(title) {
  const letters = [...title];
  return letters.length > QUOTE_LIMIT ? `“${letters.slice(0, QUOTE_LIMIT).join("")}…”` : `“${title}”`;
}

function tooLong(length) {
  return {
    what: "This title is too long.",
    why: `A title has at most ${TITLE_LIMIT} characters; this one has ${length}.`,
  };
}

function lengthOf(title) {
  return [...title].length;
}
