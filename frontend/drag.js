// What a hand moves that only clicks.
const CLICK_PIXELS = 4;

/** Lets the rows of the list be dragged by their handles; calls `dropped(li)` after one was dragged to another place. */
export function makeSortable(list, dropped) {
  list.addEventListener("pointerdown", ({ target, button, clientY, pointerId }) => {
    const li = target.closest(".handle") && target.closest(".item");
    if (!li || button !== 0) return;
    const home = li.nextElementSibling;
    const grip = clientY - li.getBoundingClientRect().top;
    const listening = new AbortController();
    const on = (type, listener) => addEventListener(type, listener, { signal: listening.signal });
    const end = (back) => {
      listening.abort();
      // After the click that follows, which is none when it ends a drag.
      setTimeout(() => li.classList.remove("dragged"));
      li.style.translate = "";
      if (back) list.insertBefore(li, home);
      else if (li.nextElementSibling !== home) dropped(li);
    };
    on("pointermove", (event) => {
      const far = li.matches(".dragged") || Math.abs(event.clientY - clientY) > CLICK_PIXELS;
      if (far && event.pointerId === pointerId) follow(li, event.clientY, grip);
    });
    on("pointerup", () => end(false));
    on("pointercancel", () => end(true));
    on("keydown", ({ key }) => key === "Escape" && end(true));
  });
}

/** The row that is seen `step` rows below, if there is one. */
export function neighbour(li, step) {
  const seen = [...li.parentElement.querySelectorAll(".item")];
  return seen[seen.indexOf(li) + step];
}

function follow(li, y, grip) {
  const passed = (step) => {
    const next = neighbour(li, step);
    return next && (y - middleOf(next)) * step > 0 && next;
  };
  li.classList.add("dragged");
  li.style.translate = "";
  for (let next = passed(-1); next; next = passed(-1)) next.before(li);
  for (let next = passed(1); next; next = passed(1)) next.after(li);
  li.scrollIntoView({ block: "nearest" });
  li.style.translate = `0 ${y - grip - li.getBoundingClientRect().top}px`;
}

function middleOf(li) {
  const { top, height } = li.getBoundingClientRect();
  return top + height / 2;
}
