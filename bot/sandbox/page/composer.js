// Where a person writes: the field, the command menu or the inline results above it, and a few things to try.

import { answerBar } from "./answer.js";
import { el, icon, refill } from "./dom.js";
import { inlinePanel } from "./inline.js";

const INLINE_TRY = "推理";
const TRIES = { reader: ["/search 推理", "/random", "/topics"], admin: ["/search 推理", "/random", "/topics", "/post", "/queue", "/review", "/status"] };

export function composer(actions) {
  const field = el("textarea", {
    class: "field",
    rows: "1",
    maxlength: "4096",
    enterkeyhint: "send",
    autocomplete: "off",
    dir: "auto",
    "data-testid": "composer",
    "aria-haspopup": "listbox",
    "aria-controls": "command-menu inline-list",
    "aria-autocomplete": "list",
    name: "message",
  });
  const send = el("button", { type: "submit", class: "round send", "data-testid": "send" }, icon("send"));
  const menu = el("ul", { class: "menu", id: "command-menu", role: "listbox", "data-testid": "menu", hidden: true });
  const opener = el("button", { type: "button", class: "opener", "data-testid": "menu-button", "aria-controls": "command-menu" });
  const tries = el("div", { class: "tries", role: "group" });
  const inline = inlinePanel(field, actions, mark);
  const answer = answerBar();
  const form = el("form", { class: "composer" }, menu, inline.root, tries, answer.root, el("div", { class: "writing" }, opener, field, send));

  let commands = [];
  let offered = []; // what the menu shows
  let chosen = -1;

  function offer(all = false) {
    const typed = field.value.match(/^\/(\w*)$/)?.[1]?.toLowerCase();
    offered = all ? commands : typed === undefined ? [] : commands.filter(({ command }) => command.startsWith(typed));
    offered = [...offered].sort((a, b) => Number(b.command === typed) - Number(a.command === typed)); // the exact one first
    chosen = offered.length > 0 ? 0 : -1;
    draw();
  }

  function draw() {
    menu.hidden = offered.length === 0;
    opener.setAttribute("aria-expanded", String(!menu.hidden));
    menu.replaceChildren(
      ...offered.map(({ command, description }, index) =>
        el(
          "li",
          {
            role: "option",
            id: `command-${command}`,
            "aria-selected": String(index === chosen),
            onpointerdown: (event) => event.preventDefault(), // the field keeps the focus
            onclick: () => say(`/${command}`),
          },
          el("strong", {}, `/${command}`),
          el("span", {}, description),
        ),
      ),
    );
    mark();
    menu.children[chosen]?.scrollIntoView({ block: "nearest" });
  }

  /** Tells a screen reader where in the menu or among the results one is. */
  function mark() {
    field.setAttribute("aria-activedescendant", chosen < 0 ? inline.active() : `command-${offered[chosen].command}`);
  }

  function close() {
    offered = [];
    chosen = -1;
    draw();
  }

  function say(text) {
    if (text.trim() === "") return;
    field.value = "";
    close();
    inline.close();
    actions.say(text.trim(), answer.target());
    field.focus();
  }

  function fill(text) {
    field.value = text;
    close();
    field.focus();
    inline.typed();
  }

  field.addEventListener("input", (event) => {
    offer();
    if (!event.isComposing) inline.typed(); // half a syllable is nobody's question
  });
  field.addEventListener("compositionend", () => inline.typed());
  field.addEventListener("focus", () => inline.typed());
  field.addEventListener("blur", () => {
    close();
    inline.close();
  });
  field.addEventListener("keydown", (event) => {
    // While an input method composes 推理, Enter and the arrows belong to it. (Safari says so only by key code 229.)
    if (event.isComposing || event.keyCode === 229) return;
    const open = !menu.hidden;
    if (inline.key(event)) return event.preventDefault();
    if (open && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + offered.length) % offered.length;
      draw();
    } else if (open && event.key === "Tab" && !event.shiftKey) fill(`/${offered[chosen].command} `);
    else if (open && event.key === "Escape") close();
    else if (event.key === "Enter" && !event.shiftKey) say(open ? `/${offered[chosen].command}` : field.value);
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say(field.value);
  });
  opener.addEventListener("pointerdown", (event) => event.preventDefault());
  opener.addEventListener("click", () => {
    if (!menu.hidden) return close();
    field.focus();
    offer(true);
  });

  function inlineTry(text) {
    return el("button", { type: "button", class: "chip", onclick: () => fill(text) }, text);
  }

  function render(model) {
    const { t, language, person, state } = model;
    const known = JSON.stringify(commands);
    commands = state.commands?.[person?.id] ?? [];
    if (JSON.stringify(commands) !== known && document.activeElement === field) offer();
    refill(opener, language, () => [icon("menu"), el("span", {}, t("menu"))]);
    opener.hidden = commands.length === 0;
    field.placeholder = t("write");
    field.setAttribute("aria-label", t("write"));
    send.setAttribute("aria-label", t("send"));
    menu.setAttribute("aria-label", t("commands"));
    tries.setAttribute("aria-label", t("try"));
    inline.render(model);
    answer.render(model);
    const bot = state.bot?.username;
    refill(tries, JSON.stringify([language, person?.role, bot]), () => [
      el("span", {}, t("try")),
      ...TRIES[person?.role === "admin" ? "admin" : "reader"].map((text) =>
        el("button", { type: "button", class: "chip", onclick: () => say(text) }, text),
      ),
      bot && person?.role !== "admin" && inlineTry(`@${bot} ${INLINE_TRY}`),
    ]);
  }

  return { root: form, render, fill };
}
