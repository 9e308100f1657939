import { cloneTemplate, find } from "./dom.js";

/** @import { Problem } from "./types.d.ts" */

/** Long enough to read the offer and reach the button. */
const UNDO_MS = 8_000;
const alerts = find("#alert");
const offer = find("#undo");
/** @type {Map<unknown, { box: HTMLElement, home: () => void, again: (() => void) | undefined }>} */
const problems = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * Shows a problem of `owner` until the user dismisses it, or it is replaced or hidden.
 * @param {unknown} owner
 * @param {Problem} problem
 */
export function showProblem(owner, { what, why = "", again, label, dismissLabel, home, isConnection }) {
  hideProblem(owner);
  const box = cloneTemplate("#problem");
  find("p", box).textContent = what;
  find("p + p", box).textContent = why;
  const retry = find(".again", box);
  const choice = find(".choose", box);
  const dismiss = find(".icon", box);
  Object.assign(retry, { textContent: label, hidden: !again, onclick: again });
  const onclick = () => hideProblem(owner);
  Object.assign(choice, { textContent: dismissLabel, hidden: !dismissLabel, onclick });
  Object.assign(dismiss, { hidden: !!dismissLabel, onclick });
  alerts.append(box);
  problems.set(owner, { box, home, again: isConnection ? again : undefined });
}

/** Whether a problem was caused by a lost connection. */
export function awaitsConnection() {
  return [...problems.values()].some(({ again }) => again);
}

/** Retries everything that failed because of a lost connection. */
export function retryConnection() {
  for (const { again } of [...problems.values()]) again?.();
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
 * Offers to undo; calls `expired()` when the offer ends. The offer stays while the pointer or the focus is on it.
 * @param {string} text
 * @param {() => void} expired
 */
export function offerUndo(text, expired) {
  find("p", offer).textContent = text;
  offer.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (offer.matches(":hover, :focus-within") ? offerUndo(text, expired) : expired()), UNDO_MS);
}

/** Removes the offer. */
export function withdrawUndo() {
  clearTimeout(timer);
  offer.hidden = true;
}
