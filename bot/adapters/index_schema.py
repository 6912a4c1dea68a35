"""The fields of the index, and how it is opened. Whoever changes these, or the manifest, raises ``FORMAT``."""

from pathlib import Path

import tantivy

from bot.adapters.analysis_tokens import LONGEST

FORMAT = 2

SPACES, WORDS, STEMS, GRAMS = "spaces", "words", "stems", "grams"  # tokenizers

# name → tokenizer. No positions are kept: phrases are found by their neighbours.
TEXTS = {
    "stems": STEMS,  # of every text
    "words": WORDS,  # every text, as written: completions, and what is exact
    "han": GRAMS,  # every text: characters and pairs of them
    "title": STEMS,
    "title_words": WORDS,
    "title_han": GRAMS,
    "names": STEMS,  # authors, organizations, tags
    "names_han": GRAMS,
    "author": SPACES,
    "org": SPACES,
    "pairs": SPACES,  # neighbours, for phrases
    "title_pinyin": SPACES,  # syllables, and pairs of them
    "pinyin": SPACES,  # likewise of names
    "sounds": SPACES,  # of overviews: pairs alone
}
# Of these the library keeps how often a term occurs, which tells little of so short texts; but without it, it looks at
# every match instead of passing over those that cannot be among the best (block-max WAND).
RANKED = frozenset({"title", "title_words", "title_han", "names", "names_han"})
RAW = ("key", "kind", "year", "lang", "tag", "ids")


def index_option(field: str) -> str:
    """What is kept with a term; queries must name it too."""
    return "freq" if field in RANKED else "basic"


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in RAW:
        builder.add_text_field(name, stored=name == "key", tokenizer_name="raw", index_option="basic")
    for name, tokenizer in TEXTS.items():
        builder.add_text_field(name, tokenizer_name=tokenizer, index_option=index_option(name))
    builder.add_integer_field("day", fast=True)
    return builder.build()


def create(folder: Path) -> tantivy.Index:
    """An empty index, its entries kept newest first: so equals come newest first without being sorted."""
    index = tantivy.Index(schema(), path=str(folder), reuse=False, sort_by_field="day", sort_order=tantivy.Order.Desc)
    return _ready(index)


def open_index(folder: Path) -> tantivy.Index:
    """Raises ValueError or OSError where there is none, or a damaged one."""
    return _ready(tantivy.Index.open(str(folder)))


def _ready(index: tantivy.Index) -> tantivy.Index:
    for name, analyzer in analyzers().items():  # forgotten with every closing
        index.register_tokenizer(name, analyzer)
    return index


def analyzers() -> dict[str, tantivy.TextAnalyzer]:
    """What the fields are tokenized by, and queries must be: folded texts come in (see ``analysis_tokens``)."""
    words = tantivy.Tokenizer.simple()  # letters and digits
    short = tantivy.Filter.remove_long(LONGEST + 1)
    return {
        SPACES: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build(),
        WORDS: tantivy.TextAnalyzerBuilder(words).filter(short).build(),
        STEMS: tantivy.TextAnalyzerBuilder(words).filter(short).filter(tantivy.Filter.stemmer("english")).build(),
        GRAMS: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(1, 2)).build(),
    }
