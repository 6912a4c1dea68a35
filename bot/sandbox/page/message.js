// One message as a phone draws it: bubble, quote of what it answers, picture, text, link preview, time, buttons.

import { el, icon } from "./dom.js";
import { anchor, formatted } from "./entities.js";
import { keyboard } from "./keyboard.js";
import { openable, site } from "./links.js";
import { photo } from "./photo.js";
import { rich, richTags, richWords } from "./rich.js";

/** The words of a message, whether text, caption or blocks. */
export const words = (message) => (message.rich ? richWords(message.rich.blocks) : message.text || message.caption || "");

/** What a message is quoted with, where there is little room. */
export const brief = (message, t) => words(message).trim() || (message.photo ? t("photo") : "");

/** The hashtags a message carries, as entities say, in lower case. */
export function tags(message) {
  if (message.rich) return richTags(message.rich.blocks);
  const text = words(message);
  const entities = message.text ? message.entities : message.caption_entities;
  return (entities ?? [])
    .filter(({ type }) => type === "hashtag")
    .map(({ offset, length }) => text.slice(offset, offset + length).toLowerCase());
}

/** The element of `message` in `chat`; `view` is {t, times, person, actions}. */
export function draw(message, chat, view) {
  const { t, times, person, actions } = view;
  const key = `${chat.id}:${message.id}`;
  const mine = message.from?.id === person?.id && chat.type !== "channel";
  const context = { t, actions, quote: (index) => `${key}:quote${index}`, fold: (at) => `${key}:fold${at}`, spoiler: `${key}:spoiler` };
  const preview = message.preview && previewBox(message.preview, context);
  const shown = message.photo && photo(message, context);
  const said = body(message, context);
  const bubble = el(
    "div",
    { class: `bubble${shown ? " pictured" : ""}${shown && (!said || message.caption_above) ? " bare" : ""}` },
    sender(message, chat, mine, view),
    message.reply_to && replyQuote(message.reply_to, chat, view),
    preview && message.preview.above && preview,
    message.caption_above ? [said, shown] : [shown, said],
    preview && !message.preview.above && preview,
    el(
      "div",
      { class: "meta" },
      message.edited && el("span", {}, t("edited")),
      message.silent && el("span", { class: "silent", role: "img", "aria-label": t("silent"), title: t("silent") }, icon("bell")),
      el("time", { datetime: message.date, title: times.full(message.date) }, times.minute(message.date)),
    ),
  );
  return el(
    "article",
    {
      class: `message ${mine ? "mine" : "theirs"}${message.photo || message.rich ? " wide" : ""}${message.keyboard?.length ? " keyed" : ""}`,
      "data-testid": `message-${chat.id}-${message.id}`,
      tabindex: "-1",
    },
    el("div", { class: "stack" }, bubble, message.keyboard?.length > 0 && keyboard(message, chat, view)),
  );
}

/** What a message says: blocks, or words with their marks. */
function body(message, context) {
  if (message.rich) return rich(message.rich, context);
  if (!words(message)) return null;
  return el(
    "div",
    { class: "words", dir: "auto" },
    message.text
      ? formatted(message.text, message.entities, context)
      : formatted(message.caption ?? "", message.caption_entities, context),
  );
}

function sender(message, chat, mine, view) {
  const name = chat.type === "channel" ? chat.title : chat.type === "private" || mine ? "" : (message.from?.name ?? "");
  const through = message.via && via(message.via, view);
  if (name) return el("div", { class: "sender" }, name, through);
  return through ? el("div", { class: "via-line" }, through) : null;
}

/** Whose inline result this was; a tap asks that bot again. */
function via(username, { t, actions }) {
  const name = `@${username}`;
  return el("button", { type: "button", class: "via", title: t("via_again", { name }), onclick: () => actions.inline("") }, t("via", { name }));
}

function replyQuote(id, chat, { t, actions }) {
  const target = chat.messages.find((message) => message.id === id);
  return el(
    "button",
    { type: "button", class: "reply", onclick: () => target && actions.show(chat, id) },
    el("strong", {}, target?.from?.name ?? chat.title),
    el("span", {}, target ? brief(target, t).slice(0, 120) : t("reply_gone")),
  );
}

function previewBox(preview, context) {
  const url = openable(preview.url);
  if (!url) return null;
  const name = site(url);
  const path = decodeSafely(url.pathname + url.search).replace(/^\/$/, "");
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 6, 0);
  const box = anchor(preview.url, context, { class: `preview hue-${hue} ${preview.large ? "large" : "small"}` });
  box.append(
    el("div", { class: "preview-words" }, el("strong", {}, name), el("span", {}, `${url.host}${path}`)),
    el("div", { class: "preview-picture", "aria-hidden": "true" }, name.slice(0, 1).toUpperCase()),
  );
  return box;
}

function decodeSafely(text) {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}
