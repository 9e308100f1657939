const box = document.querySelector("#alert");
const template = document.querySelector("#problem");
let home;

/**
 * Shows what went wrong, and why, until it is dismissed or `hideProblem` is called.
 * `again`, where trying again can help, is run by a button with the given label; `home()` is what gets the keyboard focus back from the box.
 * A `lasting` problem cannot be dismissed.
 */
export function showProblem(options) {
  const hadFocus = box.contains(document.activeElement);
  home = options.home;
  const problem = template.content.firstElementChild.cloneNode(true);
  for (const part of ["what", "why"]) problem.querySelector(`.${part}`).textContent = options[part];
  const dismiss = problem.querySelector(".dismiss");
  dismiss.hidden = options.lasting === true;
  dismiss.addEventListener("click", hideProblem);
  prepareRetry(problem.querySelector(".retry"), options);
  box.replaceChildren(problem);
  if (hadFocus) box.querySelector("button:not([hidden])").focus();
}

/** Takes the problem, if one is shown, off the page. */
export function hideProblem() {
  const hadFocus = box.contains(document.activeElement);
  box.replaceChildren();
  if (hadFocus) home().focus();
}

function prepareRetry(button, { again, label = "Retry" }) {
  button.textContent = label;
  button.hidden = again === undefined;
  button.addEventListener("click", async () => {
    // Not `disabled`, which would throw the keyboard focus away.
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    await again();
    button.ariaBusy = "false";
  });
}
