// The panel above the field while somebody types "@bot words": the bot's button, its results, more of them on scroll.

import { el, icon, reconcile, refill } from "./dom.js";

const PAUSE = 250; // ms without a key before the bot is asked
const PATIENCE = 15_000; // ms until a query counts as unanswered; Telegram does not tell either
const NEAR = 160; // pixels from the end of the list at which more is asked for

/** `field` keeps the focus throughout; `changed` is told when the choice or the panel's being open changes. */
export function inlinePanel(field, actions, changed) {
  const button = el("div", { class: "inline-button-place" });
  const list = el("ul", { class: "inline-list", id: "inline-list", role: "listbox", "data-testid": "inline-list" });
  const status = el("p", { class: "inline-status", role: "status", "data-testid": "inline-status" });
  const root = el("div", { class: "inline", "data-testid": "inline", hidden: true }, el("div", { class: "inline-bar", "aria-hidden": "true" }), button, list, status);

  let model = null;
  let wish = null; // the words after "@bot ", null while nothing of the kind is typed
  let timer = null; // of the pause
  let waiting = null; // {id, offset, timer} of the query that was asked
  let shown = null; // {text, results, next, button, late} of what was answered
  let chosen = -1;

  /** What the field asks of the bot, or null. */
  function wanted() {
    const [, name, words] = field.value.match(/^@(\w+)\s([^]*)$/) ?? [];
    return name && name.toLowerCase() === model?.state.bot?.username?.toLowerCase() ? words : null;
  }

  function typed() {
    const words = wanted();
    if (words === wish) return;
    if (words === null) return close();
    forget();
    wish = words;
    root.hidden = false;
    timer = setTimeout(() => ask(""), PAUSE);
    draw();
  }

  /** Whatever was on its way belongs to words that are no longer there. */
  function forget() {
    clearTimeout(timer);
    clearTimeout(waiting?.timer);
    timer = waiting = null;
  }

  function close() {
    forget();
    wish = shown = null;
    chosen = -1;
    root.hidden = true;
    draw();
  }

  async function ask(offset) {
    timer = null;
    const query = (waiting = { id: null, offset, timer: setTimeout(() => give(query), PATIENCE) });
    draw();
    query.id = (await actions.askInline(wish, offset)) ?? null;
    if (waiting !== query) return;
    if (query.id === null) give(query);
    else hear();
  }

  function give(query) {
    if (waiting !== query) return;
    forget();
    if (query.offset === "") shown = { results: [], next: "", button: null, late: true };
    draw();
  }

  /** Takes the answer from the state as soon as it is there. */
  function hear() {
    const found = waiting?.id && model.state.inline?.[model.person?.id];
    if (!found || found.id !== waiting.id || found.results === null) return;
    const { offset } = waiting;
    forget();
    const results = found.results.map((result) => ({ ...result, query: found.id }));
    const next = found.next_offset === offset ? "" : found.next_offset; // a bot that turns in circles
    if (offset === "") {
      shown = { results, next, button: found.button, late: false };
      chosen = results.length > 0 ? 0 : -1;
    } else shown = { ...shown, results: [...shown.results, ...results], next };
    draw();
    if (offset === "") list.scrollTop = 0;
    more();
  }

  function more() {
    const near = list.scrollHeight - list.clientHeight - list.scrollTop <= NEAR;
    if (!root.hidden && near && shown?.next && !waiting && !timer) ask(shown.next);
  }

  const busy = () => Boolean(timer || (waiting && waiting.offset === ""));

  function pick(index) {
    const result = shown?.results[index];
    if (!result || busy()) return;
    field.value = "";
    close();
    actions.chooseInline(result.query, result.id);
    field.focus();
  }

  function draw() {
    const { t, language } = model ?? {};
    if (!t) return;
    root.classList.toggle("asking", Boolean(timer || waiting));
    list.setAttribute("aria-label", t("inline_results"));
    list.setAttribute("aria-busy", String(busy()));
    refill(button, JSON.stringify(shown?.button ?? null), () => shown?.button && opener(shown.button));
    reconcile(list, (shown?.results ?? []).map((result, index) => ({
      key: `${result.query}:${result.id}`,
      mark: JSON.stringify([result, index === chosen, language]),
      build: () => row(result, index, t),
    })));
    list.hidden = list.children.length === 0;
    const note = list.hidden && (shown && !busy() ? t(shown.late ? "inline_late" : "inline_none") : shown ? "" : t("inline_asking"));
    refill(status, JSON.stringify([language, note]), () => (note ? document.createTextNode(note) : null));
    status.hidden = !note;
    changed();
  }

  function opener({ text, start_parameter: payload }) {
    return el(
      "button",
      { type: "button", class: "inline-button", "data-testid": "inline-button", disabled: payload === undefined, onclick: () => {
        field.value = "";
        close();
        actions.start(payload);
      } },
      el("span", {}, text),
      icon("arrow"),
    );
  }

  function row({ title, description, thumbnail, id }, index, t) {
    const name = title || description || t("photo"); // a picture may come without a word
    const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 6, 0);
    return el(
      "li",
      { role: "option", id: `inline-${index}`, "aria-selected": String(index === chosen), "data-result": id, onclick: () => pick(index) },
      thumbnail
        ? el("img", { class: "inline-picture", src: thumbnail, alt: "", loading: "lazy" })
        : el("span", { class: `inline-picture hue-${hue}`, "aria-hidden": "true" }, [...name][0] ?? "?"),
      el("span", { class: "inline-words", dir: "auto" }, el("strong", {}, name), title && description && el("span", {}, description)),
    );
  }

  /** Whether the panel took this key. */
  function key({ key: name, shiftKey }) {
    if (root.hidden) return false;
    const count = shown?.results.length ?? 0;
    if (name === "Escape") {
      close();
      wish = wanted(); // until other words are typed
    } else if (name === "Enter" && !shiftKey) {
      if (count === 0 && !busy()) return false; // nothing to pick: the words themselves may be sent
      pick(chosen);
    } else if (["ArrowDown", "ArrowUp"].includes(name) && count > 0) {
      const step = name === "ArrowDown" ? 1 : -1;
      // At the end one waits for what follows rather than beginning anew.
      chosen = shown.next ? Math.min(count - 1, Math.max(0, chosen + step)) : (chosen + step + count) % count;
      draw();
      list.children[chosen].scrollIntoView({ block: "nearest" });
      more();
    } else return false;
    return true;
  }

  list.addEventListener("scroll", more);
  root.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus

  function render(now) {
    if (model && (model.person?.id !== now.person?.id || model.chat?.id !== now.chat?.id)) close();
    model = now;
    hear();
    draw();
  }

  return { root, typed, key, close, render, active: () => (root.hidden || chosen < 0 ? "" : `inline-${chosen}`) };
}
