"""A data folder of its own for each town, with drafts in it; and what a curator sees of a review."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot import shipped
from bot.sandbox.messages import Message
from tests.journeys.town import Town

DRAFTS = """\
# yaml-language-server: $schema=../collection.schema.json
collection:
  title: {en: Drafts, zh: 草稿}

entries:
  # this comment stays
  - key: self-consistency
    kind: paper
    title:
      en: Self-Consistency Improves Chain of Thought Reasoning in Language Models
      zh: 自洽性改进语言模型的思维链推理
    authors: [Xuezhi Wang, Jason Wei]
    published: 2022-03-21
    url: https://arxiv.org/abs/2203.11171
    tags: [chain-of-thought, test-time-compute]
    overview:
      en: Sample many chains of thought for one question, and take the answer that most of them reach.
      zh: 同一道题采样多条思维链，取多数思维链得出的答案。
    status: draft
    abstract: "Not to be printed: sampling diverse reasoning paths."
    drafted: machine

  - key: tree-of-thoughts
    kind: paper
    title:
      en: "Tree of Thoughts: Deliberate Problem Solving with Large Language Models"
      zh: 思维树：让大语言模型审慎地解题
    authors: [Shunyu Yao, Dian Yu]
    published: 2023-05-17
    url: https://arxiv.org/abs/2305.10601
    tags: [chain-of-thought]
    overview:
      en: Thoughts become the nodes of a tree that the language model proposes, judges and searches.
    status: draft

  - key: bare
    kind: post
    title: {en: "A bare title <b>&amp; more"}
    status: draft
"""


@dataclass(frozen=True, kw_only=True)
class Review:
    """A draft as a curator sees it: the card, and the notes with the buttons beneath."""

    card: Message
    notes: Message


def a_data_folder(folder: Path, drafts: str = DRAFTS) -> Path:
    """The first collection, and drafts in a file of their own."""
    data = folder / "data"
    shutil.copytree(shipped.data(), data)
    (data / "entries" / "drafts.yaml").write_text(drafts, encoding="utf-8")
    return data


def entry_in(data: Path, key: str) -> dict[str, Any]:
    """The entry as the files have it."""
    for path in sorted((data / "entries").glob("*.yaml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)["entries"]:
            if entry["key"] == key:
                return dict(entry)
    raise AssertionError(f"there is no entry {key}")


async def review(town: Town, person: int, text: str = "/review", *, reply_to: int | None = None) -> Review:
    """What a command or an answer brings: card and notes."""
    card = await town.say(person, text, reply_to=reply_to)
    return Review(card=card, notes=await after(town, card))


async def after(town: Town, message: Message) -> Message:
    """The bot's next message."""
    return await town.first(lambda: next((m for m in town.said_in(message.chat_id) if m.id > message.id), None))


async def next_after(town: Town, notes: Message) -> Review:
    """The review that has come after these notes were dealt with."""
    card = await after(town, notes)
    return Review(card=card, notes=await after(town, card))


async def ask_for(town: Town, person: int, notes: Message, label: str, *, edit: str = "✎ Edit") -> Message:
    """Edit, choose the field whose button ends so, and get the question."""
    fields = await town.turn(person, notes, edit)
    (data,) = [each["callback_data"] for each in fields.buttons if each["text"].endswith(label)]
    await town.press_data(person, fields, data)
    question = await town.first(
        lambda: next((m for m in town.said_in(person) if m.id > fields.id and m.force_reply), None)
    )
    assert not question.keyboard
    return question


def key_of(review: Review) -> str:
    """The key in the first line of the notes."""
    line = next(line for line in review.notes.text.splitlines() if " · " in line)
    return line.rpartition(" · ")[2]
