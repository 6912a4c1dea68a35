// Builds and updates elements. Text only ever enters through text nodes and setAttribute: nothing here parses markup.

/** An element. Attributes named `on…` are listeners; null, undefined and false are left out, true becomes "". */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Makes `container` hold `items` ({key, mark, build}) in order, rebuilding only those whose mark changed.
 *  Returns the nodes whose keys are new. */
export function reconcile(container, items) {
  const old = new Map([...container.children].map((node) => [node.dataset.key, node]));
  const fresh = [];
  let place = container.firstElementChild;
  for (const { key, mark, build } of items) {
    let node = old.get(key);
    if (!node || node.mark !== mark) {
      const replacement = build();
      replacement.dataset.key = key;
      replacement.mark = mark;
      if (node) {
        const focused = node.contains(document.activeElement) && document.activeElement.dataset.at;
        if (place === node) place = replacement;
        node.replaceWith(replacement);
        // A bot that edits its own keyboard must not throw a keyboard user back to the top of the page.
        if (focused) replacement.querySelector(`[data-at="${focused}"]`)?.focus({ preventScroll: true });
      } else fresh.push(replacement);
      node = replacement;
    }
    old.delete(key);
    if (node === place) place = place.nextElementSibling;
    else container.insertBefore(node, place);
  }
  for (const node of old.values()) node.remove();
  return fresh;
}

/** Fills a fixed place with new children, unless `mark` says that they would be the same. */
export function refill(place, mark, build) {
  if (place.mark === mark) return;
  place.mark = mark;
  const focused = place.contains(document.activeElement) && document.activeElement.dataset.testid;
  place.replaceChildren(...[build()].flat().filter(Boolean));
  if (focused) place.querySelector(`[data-testid="${focused}"]`)?.focus({ preventScroll: true });
}

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  arrow: "M6 14 14 6M7.5 6H14v6.5",
  bell: "M4.5 14.5h11l-1.5-2V9a4 4 0 0 0-6-3.5M6 9v3.5l-1.5 2M8.5 17h3M3.5 3.5l13 13",
  check: "m4 10.5 4 4 8-9",
  chevron: "m5 8 5 5 5-5",
  close: "m5.5 5.5 9 9m0-9-9 9",
  copy: "M7.5 7.5h8v8h-8zM12.5 7.5v-3h-8v8h3",
  down: "M10 4v12m-5-5 5 5 5-5",
  menu: "M4 6h12M4 10h12M4 14h12",
  moon: "M15.5 11.5A6 6 0 0 1 8.5 4.5a6 6 0 1 0 7 7z",
  next: "m4.5 5 6 5-6 5zM14.5 5v10",
  pin: "m12 3.5 4.5 4.5-2 .5-2.5 2.5-.5 3.5-6-6 3.5-.5L11.5 5.5zM8 12l-4.5 4.5",
  send: "M3.5 10 16.5 4l-4 12.5-3-5zM9.5 11.5 16.5 4",
  share: "M10 12.5V3.5m-3 3 3-3 3 3M5.5 9.5v7h9v-7",
  sun: "M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6M10 2.5v1.5m0 12v1.5M2.5 10H4m12 0h1.5M4.7 4.7l1 1m8.6 8.6 1 1m0-10.6-1 1m-8.6 8.6-1 1",
  up: "m5 12 5-5 5 5",
};

/** A small line drawing that takes the colour of its text and is silent to screen readers. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true" })) drawing.setAttribute(key, value);
  line.setAttribute("d", SHAPES[name]);
  drawing.append(line);
  return drawing;
}
