// The buttons under a message: links, presses that the bot hears, words to copy, questions to ask inline.

import { el, icon } from "./dom.js";
import { anchor } from "./entities.js";
import { meaning, openable } from "./links.js";

export function keyboard(message, chat, view) {
  return el(
    "div",
    { class: "keyboard" },
    message.keyboard.map((row, y) =>
      el("div", { class: "keys" }, row.map((button, x) => key(button, `${y}-${x}`, message, chat, view))),
    ),
  );
}

function key(button, at, message, chat, { t, actions, state }) {
  const label = el("span", { class: "key-text" }, button.text);
  if (button.url !== undefined) {
    const link = anchor(button.url, { t, actions }, { class: "key", "data-at": at, title: button.url });
    if (!link) return el("button", { type: "button", class: "key", disabled: true }, label);
    const shares = meaning(openable(button.url), state).does === "share";
    link.append(label, el("span", { class: "corner" }, icon(shares ? "share" : "arrow")));
    return link;
  }
  const node = el("button", { type: "button", class: "key", "data-at": at }, label);
  if (button.copy !== undefined) {
    node.append(el("span", { class: "corner" }, icon("copy")));
    node.addEventListener("click", () => actions.copy(button.copy));
  } else if (button.data !== undefined) {
    node.addEventListener("click", () => press(node, button, message, chat, actions));
  } else if (button.inline !== undefined) {
    node.append(el("span", { class: "corner" }, icon("send")));
    node.addEventListener("click", () => actions.inline(button.inline));
  } else node.disabled = true;
  return node;
}

/** Spins until the bot has answered the press; a phone, too, lets go after a while. */
async function press(node, button, message, chat, actions) {
  if (node.getAttribute("aria-busy") === "true") return;
  node.setAttribute("aria-busy", "true");
  node.append(el("span", { class: "corner spinner" }));
  await actions.press(chat, message.id, button.data);
  node.removeAttribute("aria-busy");
  node.querySelector(".spinner")?.remove();
}
