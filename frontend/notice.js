import { copyTemplateElement, getElement } from "./dom.js";

/** @import { Problem } from "./types.d.ts" */

/** How long an undo is offered: long enough to read the offer and reach the button. */
const UNDO_MS = 8_000;
const alerts = getElement("#alert");
const offer = getElement("#undo");
/** @type {Map<unknown, { box: HTMLElement, home: () => void, retry: (() => void) | undefined }>} */
const problems = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Shows the owner's problem until the user dismisses it, or it is replaced or hidden.
 * @param {unknown} owner
 * @param {Problem} problem
 */
export function showProblem(owner, { what, why = "", retry, label, dismissLabel, home, isOffline }) {
  hideProblem(owner);
  const box = copyTemplateElement("#problem");
  getElement("p", box).textContent = what;
  getElement("p + p", box).textContent = why;
  const button = getElement(".retry", box);
  const choice = getElement(".choose", box);
  const dismiss = getElement(".icon", box);
  Object.assign(button, { textContent: label, hidden: !retry, onclick: retry });
  const onclick = () => hideProblem(owner);
  Object.assign(choice, { textContent: dismissLabel, hidden: !dismissLabel, onclick });
  Object.assign(dismiss, { hidden: !!dismissLabel, onclick });
  alerts.append(box);
  problems.set(owner, { box, home, retry: isOffline ? retry : undefined });
}

/** Whether something failed because of a lost connection and can be retried. */
export function awaitsConnection() {
  return [...problems.values()].some(({ retry }) => retry);
}

/** Retries everything that failed because of a lost connection. */
export function retryOfflineProblems() {
  for (const { retry } of [...problems.values()]) retry?.();
}

/**
 * Removes the owner's problem, if there is one.
 * @param {unknown} owner
 */
export function hideProblem(owner) {
  const problem = problems.get(owner);
  if (!problem) return;
  const hadFocus = problem.box.contains(document.activeElement);
  problem.box.remove();
  problems.delete(owner);
  if (hadFocus) problem.home();
}

/**
 * Offers an undo; calls `onExpire()` when the offer expires. The offer stays while the pointer or the focus is on it.
 * @param {string} text
 * @param {() => void} onExpire
 */
export function offerUndo(text, onExpire) {
  getElement("p", offer).textContent = text;
  offer.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (offer.matches(":hover, :focus-within") ? offerUndo(text, onExpire) : onExpire()), UNDO_MS);
}

export function withdrawUndo() {
  clearTimeout(timer);
  offer.hidden = true;
}
