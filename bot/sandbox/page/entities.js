// Text and its Bot API entities → DOM. Offsets count UTF-16 units, which is how JavaScript counts too.

import { el, icon } from "./dom.js";
import { openable } from "./links.js";

// Outer kinds first: where two entities cross, the one of the lower rank stays whole and the other is cut into pieces,
// which for bold or italic looks the same, while a cut link would be two links.
const RANKS = [
  ["blockquote", "expandable_blockquote", "pre"],
  ["spoiler"],
  ["text_link", "url", "email", "mention", "text_mention", "hashtag", "cashtag", "bot_command", "phone_number"],
  ["bold", "italic", "underline", "strikethrough", "code", "custom_emoji"],
];
const rank = new Map(RANKS.flatMap((types, index) => types.map((type) => [type, index])));
const STYLES = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/** A fragment for the text. `context` is {t, actions, quote(index), spoiler}: see message.js. */
export function formatted(text, entities, context) {
  const spans = (entities ?? [])
    .filter(({ type }) => rank.has(type))
    .map((entity, index, all) => ({
      entity,
      index: all.slice(0, index).filter(({ type }) => type === entity.type).length, // "the second quote", whatever else changes
      from: Math.max(0, entity.offset),
      to: Math.min(text.length, entity.offset + entity.length),
    }))
    .filter(({ from, to }) => to > from)
    .sort((a, b) => rank.get(a.entity.type) - rank.get(b.entity.type) || b.to - b.from - (a.to - a.from) || a.from - b.from);
  const fragment = document.createDocumentFragment();
  fill(fragment, text, 0, text.length, spans, context);
  return fragment;
}

function fill(parent, text, from, to, spans, context) {
  if (from >= to) return;
  const [head, ...rest] = spans;
  if (!head) {
    parent.append(text.slice(from, to));
    return;
  }
  const within = (low, high) =>
    rest
      .map((span) => ({ ...span, from: Math.max(span.from, low), to: Math.min(span.to, high) }))
      .filter((span) => span.to > span.from);
  fill(parent, text, from, head.from, within(from, head.from), context);
  const [outer, inner] = wrap(head, text.slice(head.from, head.to), context);
  fill(inner, text, head.from, head.to, within(head.from, head.to), context);
  parent.append(outer);
  // A block ends its own line: the newline after it would draw a second, empty one.
  const next = rank.get(head.entity.type) === 0 && text[head.to] === "\n" ? head.to + 1 : head.to;
  fill(parent, text, next, to, within(next, to), context);
}

/** [element to place, element that takes the content] for one entity over these words. */
export function wrap({ entity, index }, words, context) {
  const style = STYLES[entity.type];
  const node = style ? el(style) : (KINDS[entity.type]?.(entity, words, context, index) ?? el("span"));
  return Array.isArray(node) ? node : [node, node];
}

function pressable(does, label) {
  return el("a", {
    href: "#",
    role: "button",
    class: "link",
    title: label,
    onclick: (event) => {
      event.preventDefault();
      event.stopPropagation();
      does();
    },
  });
}

/** A link that stays inside the sandbox when it means something here, and otherwise opens in a new tab. */
export function anchor(address, context, attributes = {}) {
  const url = openable(address);
  if (!url) return null;
  return el("a", {
    href: url.href,
    target: "_blank",
    rel: "noopener noreferrer",
    ...attributes,
    onclick: (event) => {
      event.stopPropagation();
      if (context.actions.follow(url)) event.preventDefault();
    },
  });
}

const link = (address, context, title) => anchor(address, context, { class: "link", title }) ?? el("span");

const KINDS = {
  text_link: (entity, _, context) => link(entity.url, context, entity.url),
  url: (_, words, context) => link(words, context),
  email: (_, words, context) => link(`mailto:${words}`, context),
  mention: (_, words, context) => link(`https://t.me/${words.slice(1)}`, context),
  hashtag: (_, words, context) => {
    const node = pressable(() => context.actions.findTag(words), context.t("find_tag", { tag: words }));
    node.dataset.tag = words.toLowerCase();
    return node;
  },
  bot_command: (_, words, context) => pressable(() => context.actions.say(words)),
  blockquote: () => el("blockquote", { class: "quote" }),
  expandable_blockquote: (_, __, context, index) => quote(context, index),
  spoiler: (_, __, context) => spoiler(context),
  pre: (entity) => {
    const code = el("code");
    return [el("pre", { "data-language": entity.language }, code), code];
  },
};

function spoiler({ t, actions, spoiler: key }) {
  const words = el("span");
  const node = el("span", { class: "spoiler" }, words);
  if (actions.isOpen(key)) return [node, words];
  const reveal = (event) => {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    actions.setOpen(key, true);
    for (const hidden of node.closest(".message").querySelectorAll(".spoiler.covered")) uncover(hidden);
  };
  for (const [name, value] of Object.entries({ role: "button", tabindex: "0", "aria-label": t("spoiler") })) node.setAttribute(name, value);
  node.classList.add("covered");
  words.inert = true; // hidden from screen readers and the keyboard too, links inside included
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", reveal);
  node.uncover = () => {
    node.removeEventListener("click", reveal);
    node.removeEventListener("keydown", reveal);
  };
  return [node, words];
}

function uncover(node) {
  node.uncover();
  node.classList.remove("covered");
  for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  node.firstElementChild.inert = false;
}

// One observer for all quotes: only laid-out text tells whether there is more than the three lines a closed quote shows.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const node = target.parentElement;
    if (node && !node.classList.contains("open")) node.classList.toggle("short", target.scrollHeight <= target.clientHeight + 2);
  }
});

function quote({ t, actions, quote: keyOf }, index) {
  const key = keyOf(index);
  const words = el("div", { class: "quote-text" });
  const toggle = el("button", { type: "button", class: "quote-toggle" }, icon("chevron"));
  const node = el("blockquote", { class: "quote expandable", "data-testid": "quote" }, words, toggle);
  const show = (open) => {
    node.classList.toggle("open", open);
    toggle.setAttribute("aria-expanded", String(open));
    toggle.setAttribute("aria-label", t(open ? "collapse" : "expand"));
    actions.setOpen(key, open);
  };
  node.addEventListener("click", () => {
    if (node.classList.contains("short") || String(getSelection()) !== "") return; // selecting text is not a tap
    show(!node.classList.contains("open"));
  });
  words.addEventListener("focusin", () => show(true)); // a link behind the fade must be seen when it has the focus
  show(actions.isOpen(key));
  sizes.observe(words);
  return [node, words];
}
