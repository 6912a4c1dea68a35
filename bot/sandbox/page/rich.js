// The blocks of a rich message → DOM: headings, folds, quotes, lists, and the marks within their texts.

import { el } from "./dom.js";
import { wrap } from "./entities.js";

/** The element of a rich message. `context` is {t, actions, fold(place), spoiler}: see message.js. */
export function rich({ blocks, is_rtl: rtl }, context) {
  return el("div", { class: "rich", dir: rtl ? "rtl" : "auto", "data-testid": "rich" }, draw(blocks, context, ""));
}

const draw = (blocks, context, place) =>
  blocks.map((block, index) => BLOCKS[block.type]?.(block, context, `${place}.${index}`) ?? null);

const BLOCKS = {
  paragraph: ({ text }, context) => el("p", {}, marked(text, context)),
  heading: ({ text, size }, context) =>
    // The page has headings of its own: those of a message lie beneath the title of its chat.
    el("div", { class: `heading size-${size}`, role: "heading", "aria-level": String(Math.min(6, size + 2)) }, marked(text, context)),
  footer: ({ text }, context) => el("footer", {}, marked(text, context)),
  divider: () => el("hr"),
  pre: ({ text, language }, context) => el("pre", { "data-language": language }, el("code", {}, marked(text, context))),
  blockquote: ({ blocks, credit }, context, place) =>
    el("blockquote", { class: "quote" }, draw(blocks, context, place), cite(credit, context)),
  pullquote: ({ text, credit }, context) => el("aside", { class: "pull" }, el("p", {}, marked(text, context)), cite(credit, context)),
  list: ({ items }, context, place) => el("ul", { class: "list" }, items.map((item, index) => listItem(item, context, `${place}.${index}`))),
  details: fold,
};

const cite = (credit, context) => credit && el("cite", {}, marked(credit, context));

const listItem = ({ label, blocks }, context, place) =>
  el("li", {}, el("span", { class: "label", "aria-hidden": label === "•" ? "true" : null }, label), el("div", {}, draw(blocks, context, place)));

/** What is folded away; as it was left, it stays when the message is drawn again. */
function fold({ summary, blocks, is_open: open }, context, place) {
  const key = `${context.fold(place)}${open ? ":shut" : ""}`; // what a tap changes is remembered, not what the sender said
  const node = el(
    "details",
    { class: "fold", open: context.actions.isOpen(key) !== Boolean(open) },
    el("summary", { "data-at": `summary${place}` }, el("span", {}, marked(summary, context))),
    el("div", { class: "folded" }, draw(blocks, context, place)),
  );
  node.addEventListener("toggle", () => context.actions.setOpen(key, node.open !== Boolean(open)));
  return node;
}

// Kinds of text that Telegram's entities have as well, under their names there.
const ENTITIES = { url: "text_link", email_address: "email", text_mention: "text_mention" };
const OWN = { marked: "mark", subscript: "sub", superscript: "sup" };

/** A RichText: a string, a list, or an object around another. */
function marked(text, context) {
  if (typeof text === "string") return text;
  if (Array.isArray(text)) return text.map((part) => marked(part, context)).flat(Infinity);
  if (OWN[text.type]) return el(OWN[text.type], {}, marked(text.text, context));
  const words = plain(text.text);
  const [outer, inner] = wrap({ entity: { ...text, type: ENTITIES[text.type] ?? text.type }, index: 0 }, text.email_address ?? words, context);
  inner.append(...[marked(text.text, context)].flat(Infinity));
  return outer;
}

const plain = (text) => (typeof text === "string" ? text : Array.isArray(text) ? text.map(plain).join("") : plain(text.text));

/** Every text of the blocks, from top to bottom. */
function texts(blocks) {
  return blocks.flatMap((block) => [
    ...[block.summary, block.text].filter((text) => text !== undefined),
    ...texts([...(block.items ?? []), ...(block.blocks ?? [])]),
    ...(block.credit === undefined ? [] : [block.credit]),
  ]);
}

/** What there is to read in the blocks, a line for each text. */
export const richWords = (blocks) => texts(blocks).map(plain).join("\n");

/** The hashtags in the blocks, in lower case. */
export const richTags = (blocks) => texts(blocks).flatMap(hashtags);

function hashtags(text) {
  if (typeof text === "string") return [];
  if (Array.isArray(text)) return text.flatMap(hashtags);
  return text.type === "hashtag" ? [plain(text).toLowerCase()] : hashtags(text.text);
}
