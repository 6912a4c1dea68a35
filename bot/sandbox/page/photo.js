// A picture in its bubble: as wide as that, and at full size after a tap.

import { el } from "./dom.js";

const OWN = "/sandbox/file/"; // the page fetches nothing from elsewhere
const NAME = 80;

/** The element of a message's picture, named after the first line beneath it. */
export function photo({ photo: shown, caption }, { t, actions }) {
  if (!shown.url?.startsWith(OWN)) return el("div", { class: "photo" }, t("photo"));
  const line = (caption ?? "").trim().split("\n")[0].slice(0, NAME);
  const name = line ? t("photo_of", { name: line }) : t("photo");
  return el(
    "button",
    { type: "button", class: "photo", "data-at": "photo", title: t("photo_open"), onclick: () => actions.enlarge(shown, name) },
    el("img", { src: shown.url, alt: name, width: shown.width, height: shown.height }),
  );
}
