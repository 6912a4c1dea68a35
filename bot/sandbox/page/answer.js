// The message that is being answered: what a bot asks for with a forced reply, as phones open it by themselves.

import { el, icon, refill } from "./dom.js";
import { brief } from "./message.js";

/** A bar above the field; `target()` is the id of the message that the next words answer, or undefined. */
export function answerBar() {
  const root = el("div", { class: "answering", "data-testid": "answering", hidden: true });
  let asking; // the newest message of the chat, if it asks
  let left = null; // a question that was put aside

  const key = ({ id }, chat) => `${chat.id}:${id}`;

  function render({ t, language, chat, person }) {
    const newest = chat?.messages.at(-1);
    asking = newest?.force_reply && key(newest, chat) !== left ? newest : undefined;
    root.hidden = asking === undefined;
    refill(root, JSON.stringify([language, person?.id, chat?.id, asking?.id]), () =>
      asking
        ? [
            el("div", {}, el("strong", {}, t("answering", { name: asking.from?.name ?? chat.title })), el("span", {}, brief(asking, t).slice(0, 120))),
            el("button", {
              type: "button",
              class: "round",
              "aria-label": t("answer_not"),
              title: t("answer_not"),
              onclick: () => {
                left = key(asking, chat);
                asking = undefined;
                root.hidden = true;
              },
            }, icon("close")),
          ]
        : [],
    );
  }

  return { root, render, target: () => asking?.id };
}
