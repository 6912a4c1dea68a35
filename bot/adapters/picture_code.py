"""The QR code of a picture."""

import io

# Of 57 × 57 modules, with room for 213 bytes: in more, a module would be smaller than two pixels.
_LARGEST = 10


def qr_code(url: str) -> str:
    """SVG, black on nothing, with a margin of one module (the card leaves more around it).

    Empty where the address is too long for a code that can be read, or there is none.
    """
    import segno  # here, because it belongs to the extra

    if not url:
        return ""
    try:
        code = segno.make_qr(url, error="m", boost_error=False)
    except (segno.DataOverflowError, UnicodeError):  # a lone surrogate
        return ""
    if int(code.version) > _LARGEST:
        return ""
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", xmldecl=False, svgns=True, border=1)
    return drawn.getvalue().decode()
