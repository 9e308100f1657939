// Long enough to read the offer and to reach the button.
const UNDO_MS = 8_000;
const [alerts, template, offer] = ["#alert", "#problem", "#undo"].map((id) => document.querySelector(id));
const problems = new Map();
let timer;

/**
 * Shows what went wrong with `owner`, and why, until it is dismissed, replaced or hidden.
 * `again`, where that can help, is run by a button with the label; `dismissLabel` names a button that dismisses it;
 * `home()` takes the keyboard focus back from here.
 */
export function showProblem(owner, { what, why = "", again, label, dismissLabel, home, isConnection }) {
  hideProblem(owner);
  const box = template.content.firstElementChild.cloneNode(true);
  const [first, second, retry, choice, dismiss] = box.querySelectorAll("p, button");
  first.textContent = what;
  second.textContent = why;
  Object.assign(retry, { textContent: label, hidden: !again, onclick: again });
  choice.textContent = dismissLabel;
  choice.hidden = !dismissLabel;
  dismiss.hidden = !!dismissLabel;
  dismiss.onclick = choice.onclick = () => hideProblem(owner);
  alerts.append(box);
  problems.set(owner, { box, home, again: isConnection && again });
}

/** Whether something failed for want of a connection. */
export function awaitsConnection() {
  return [...problems.values()].some(({ again }) => again);
}

/** Does again what failed for want of a connection. */
export function retryConnection() {
  for (const { again } of [...problems.values()]) again?.();
}

/** Takes the owner's problem, if there is one, off the page. */
export function hideProblem(owner) {
  const { box, home } = problems.get(owner) ?? {};
  const hadFocus = box?.contains(document.activeElement);
  box?.remove();
  problems.delete(owner);
  if (hadFocus) home();
}

/** Offers to undo what the words say; `expired()` is called when the time for it is over: not while the person is at the offer. */
export function offerUndo(words, expired) {
  offer.firstElementChild.textContent = words;
  offer.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (offer.matches(":hover, :focus-within") ? offerUndo(words, expired) : expired()), UNDO_MS);
}

/** Takes the offer off the page. */
export function withdrawUndo() {
  clearTimeout(timer);
  offer.hidden = true;
}
