/** A vertical movement of up to this many pixels still counts as a click. */
const CLICK_PIXELS = 4;

/**
 * Makes the rows of the list draggable by their handles; calls `onDrop(li)` after a row is moved.
 * @param {HTMLElement} list
 * @param {(li: HTMLElement) => void} onDrop
 */
export function makeSortable(list, onDrop) {
  list.addEventListener("pointerdown", ({ target, button, clientY, pointerId }) => {
    const handle = target instanceof Element ? target.closest(".handle") : null;
    /** @type {HTMLElement | null | undefined} */
    const li = handle?.closest(".item");
    if (!li || button !== 0) return;
    const next = li.nextElementSibling;
    const grip = clientY - li.getBoundingClientRect().top;
    const listening = new AbortController();
    const options = { signal: listening.signal };
    /**
     * Handles events of the pointer that was pressed; ignores other pointers, such as a second finger.
     * @param {"pointermove" | "pointerup" | "pointercancel"} type
     * @param {(event: PointerEvent) => void} act
     */
    const onPointer = (type, act) =>
      addEventListener(type, (event) => event.pointerId === pointerId && act(event), options);
    /** @param {boolean} isCanceled */
    const end = (isCanceled) => {
      listening.abort();
      // Keep the class until after the click event that follows a drag, so that the drag is not mistaken for a click.
      setTimeout(() => li.classList.remove("dragged"));
      li.style.translate = "";
      if (isCanceled) list.insertBefore(li, next);
      else if (li.nextElementSibling !== next) onDrop(li);
    };
    onPointer("pointermove", (event) => {
      const isDrag = li.matches(".dragged") || Math.abs(event.clientY - clientY) > CLICK_PIXELS;
      if (isDrag) follow(li, event.clientY, grip);
    });
    onPointer("pointerup", () => end(false));
    onPointer("pointercancel", () => end(true));
    addEventListener("keydown", ({ key }) => key === "Escape" && end(true), options);
  });
}

/**
 * The visible row that is `step` rows below, or above if `step` is negative; undefined if there is none.
 * @param {HTMLElement} li
 * @param {number} step
 */
export function neighbor(li, step) {
  /** @type {NodeListOf<HTMLElement> | undefined} */
  const items = li.parentElement?.querySelectorAll(".item");
  const visible = [...(items ?? [])];
  return visible[visible.indexOf(li) + step];
}

/**
 * @param {HTMLElement} li
 * @param {number} y
 * @param {number} grip
 */
function follow(li, y, grip) {
  /** @param {number} step */
  const passedNeighbor = (step) => {
    const next = neighbor(li, step);
    return next && (y - middleOf(next)) * step > 0 ? next : undefined;
  };
  li.classList.add("dragged");
  li.style.translate = "";
  for (let next = passedNeighbor(-1); next; next = passedNeighbor(-1)) next.before(li);
  for (let next = passedNeighbor(1); next; next = passedNeighbor(1)) next.after(li);
  li.scrollIntoView({ block: "nearest" });
  li.style.translate = `0 ${y - grip - li.getBoundingClientRect().top}px`;
}

/** @param {HTMLElement} li */
function middleOf(li) {
  const { top, height } = li.getBoundingClientRect();
  return top + height / 2;
}
