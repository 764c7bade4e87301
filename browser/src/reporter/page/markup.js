/**
 * Fills the templates that the server rendered in the page's language: scripts hold no markup and no language.
 *
 * Whatever is filled in is written as text.
 */

/** @typedef {Record<string, string | number>} Values By the name of a slot. */

/**
 * Give the element with an id, which the server's page always has.
 * @template {HTMLElement} [Found=HTMLElement]
 * @param {string} id
 */
export function byId(id) {
  return /** @type {Found} */ (document.getElementById(id));
}

/**
 * Copy the one element of a template and fill its slots.
 * @template {HTMLElement} [Made=HTMLElement]
 * @param {string} id of the template
 * @param {Values} [values]
 */
export function clone(id, values) {
  const template = /** @type {HTMLTemplateElement} */ (byId(id));
  const made = document.importNode(/** @type {Element} */ (template.content.firstElementChild), true);
  return fill(/** @type {Made} */ (made), values);
}

/**
 * Give one sentence of the page, filled: they stand in the template `t-texts`.
 * @param {string} key
 * @param {Values} [values]
 */
export function text(key, values) {
  const { content } = /** @type {HTMLTemplateElement} */ (byId("t-texts"));
  const sentence = /** @type {Element} */ (content.querySelector(`[data-key="${key}"]`)).cloneNode(true);
  return String(fill(/** @type {Element} */ (sentence), values).textContent).trim();
}

/**
 * Fill slots; those without a value stay as they are.
 * @template {Element} Filled
 * @param {Filled} root
 * @param {Values} [values]
 */
export function fill(root, values = {}) {
  for (const [name, value] of Object.entries(values)) {
    for (const slot of root.querySelectorAll(`[data-slot=${name}]`)) slot.textContent = String(value);
  }
  return root;
}

/**
 * Give the first element inside another that bears a mark: `slot`, `act` or `part`.
 * @template {HTMLElement} [Found=HTMLElement]
 * @param {ParentNode} root
 * @param {"slot" | "act" | "part"} mark
 * @param {string} name
 */
export function inside(root, mark, name) {
  return /** @type {Found} */ (root.querySelector(`[data-${mark}=${name}]`));
}

/**
 * Show or hide.
 * @param {HTMLElement} element
 * @param {boolean} isShown
 */
export function show(element, isShown) {
  element.hidden = !isShown;
}

/**
 * Answer clicks on whatever bears `data-act` inside an element. None of these buttons submits a form.
 * @param {HTMLElement} root
 * @param {Record<string, (button: HTMLElement) => void>} acts
 */
export function onActs(root, acts) {
  root.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-act]"));
    if (button) acts[button.dataset.act ?? ""]?.(button);
  });
}

/**
 * Bring people to an element that takes no input itself.
 * @param {HTMLElement} element
 */
export function lead(element) {
  element.tabIndex = -1;
  element.focus();
  if (element.getBoundingClientRect().top < 0) element.scrollIntoView();
}
