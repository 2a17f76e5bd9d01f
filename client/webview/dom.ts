/** Elements without markup: attributes and listeners are set one by one, which the content security policy allows, and texts stay texts. */

type Value = string | number | boolean | undefined | ((event: never) => void);
export type Attributes = Readonly<Record<string, Value>>;
export type Child = Node | string | undefined;

/** A function under `onclick` listens to `click`; true is an attribute without a value; false and undefined are none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  return furnish(document.createElement(tag), attributes, children);
}

export function furnish<E extends Element>(element: E, attributes: Attributes, children: readonly Child[] = []): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else setAttribute(element, name, value);
  }
  for (const child of children) if (child !== undefined) element.append(child);
  return element;
}

export function setAttribute(element: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value === true ? '' : value))
    element.setAttribute(name, value === true ? '' : String(value));
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
): SVGElementTagNameMap[K] {
  return furnish(document.createElementNS(SVG, tag), attributes);
}

/** New contents; the focus stays on what bears the same `data-key`. */
export function replaceKeepingFocus(container: Element, children: readonly Node[]): void {
  const focused = document.activeElement;
  const key = focused instanceof Element && container.contains(focused) ? focused.getAttribute('data-key') : null;
  container.replaceChildren(...children);
  if (key === null) return;
  const again = container.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (again instanceof HTMLElement || again instanceof SVGElement) again.focus({ preventScroll: true });
}

export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
