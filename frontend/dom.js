/**
 * Returns the first element that matches the selector; throws if there is none. The caller declares its type.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T}
 */
export function getElement(selector, root = document) {
  /** @type {T | null} */
  const found = root.querySelector(selector);
  if (found) return found;
  throw new Error(`No ${selector}`);
}

/**
 * Copies the first element of a template; the caller declares its type.
 * @template {Element} [T=HTMLElement]
 * @param {string} selector
 * @returns {T}
 */
export function copyTemplateElement(selector) {
  return getElement("*", copyTemplate(selector));
}

/**
 * Copies all content of a template.
 * @param {string} selector
 */
export function copyTemplate(selector) {
  /** @type {HTMLTemplateElement} */
  const template = getElement(selector);
  return document.importNode(template.content, true);
}
