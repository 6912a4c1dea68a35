"""TeX between dollar signs as Unicode: ``$O(n^2)$`` becomes O(n²). What has no such form stays as it was written."""

import re
from functools import cache

# As Pandoc tells formulas from prices: no space inside the signs, no letter or digit after the second.
_FORMULA = re.compile(r"(?<![\\$\w])\$(?![\s$])([^$\n]{1,120}?)(?<![\s\\])\$(?![\w$])")
_MACRO = re.compile(r"\\[A-Za-z]+")
# Names of functions are upright words. unicodeit would read \log as \l and og, which is łog.
_FUNCTION = re.compile(
    r"\\(arccos|arcsin|arctan|arg|cos|cosh|cot|deg|det|dim|exp|gcd|hom|inf|ker|lg|lim|liminf|limsup|ln|log|max|min"
    r"|Pr|sec|sin|sinh|sup|tan|tanh)(?![A-Za-z])"
)
_UPRIGHT = re.compile(r"\\(?:text|textrm|mathrm|mathit|operatorname|mbox)\{([^{}\\$]*)\}")
_FRACTION = re.compile(r"\\[dt]?frac\{(\w+)\}\{(\w+)\}")
_ROOT = re.compile(r"\\sqrt\{(?=[^{}]{2})([^{}]+)\}")
_SIZE = re.compile(r"\\(?:left|right|big|Big|bigl|bigr|Bigl|Bigr)(?![A-Za-z])")
_SPACE = re.compile(r"\\[,;:! ]|~")
_SIMPLER = (
    (_FUNCTION, r"\1"),
    (_UPRIGHT, r"\1"),
    (_FRACTION, r"\1/\2"),
    (_ROOT, r"\\sqrt(\1)"),
    (_SIZE, ""),
    (_SPACE, " "),
)
_GROUP = re.compile(r"(?<![_^}\w])\{(\w*)\}")
_SIGNS_OF_TEX = re.compile(r"[\\^_={}<>+*/()|]")
_LEFT_OVER = re.compile(r"[\\^_{}$]")


def untexed(text: str) -> str:
    """The text with its formulas in Unicode."""
    return _FORMULA.sub(lambda formula: _unicode(formula[1]) or formula[0], text) if "$" in text else text


def _unicode(tex: str) -> str:
    """The formula as a line of text; empty where it is none, or cannot be one."""
    if not _SIGNS_OF_TEX.search(tex) and not re.fullmatch(r"[A-Za-z]", tex):
        return ""
    for pattern, simpler in _SIMPLER:
        tex = pattern.sub(simpler, tex)
    if not all(macro in _known() for macro in _MACRO.findall(tex)):
        return ""
    import unicodeit  # here, because it belongs to the extra

    line = " ".join(_GROUP.sub(r"\1", unicodeit.replace(tex)).split())
    return "" if _LEFT_OVER.search(line) else line


@cache
def _known() -> frozenset[str]:
    """The macros that unicodeit has whole: it takes the beginning of any other for one of them."""
    from unicodeit.data import COMBININGMARKS, REPLACEMENTS

    written = (pattern for pattern, _ in (*REPLACEMENTS, *COMBININGMARKS))
    return frozenset(macro for pattern in written for macro in _MACRO.findall(pattern))
