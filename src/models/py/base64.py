"""Model of base64 and of the bits of binascii that are pure."""
_SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}


def b64encode(s, altchars=None):
    out = bytearray()
    for at in range(0, len(s), 3):
        part = s[at:at + 3]
        number = int.from_bytes(bytes(part) + b"\0" * (3 - len(part)), "big")
        for place in range(4):
            out.append(_SIGNS[number >> 18 - 6 * place & 63] if place <= len(part) else 61)
    made = bytes(out)
    if altchars is not None:
        made = made.replace(b"+", altchars[:1]).replace(b"/", altchars[1:2])
    return made


def b64decode(s, altchars=None, validate=False):
    data = s.encode("ascii") if isinstance(s, str) else bytes(s)
    if altchars is not None:
        data = data.replace(altchars[:1], b"+").replace(altchars[1:2], b"/")
    values = [_VALUES[sign] for sign in data if sign in _VALUES]
    out = bytearray()
    for at in range(0, len(values), 4):
        part = values[at:at + 4]
        number = 0
        for value in part + [0] * (4 - len(part)):
            number = number << 6 | value
        out += number.to_bytes(3, "big")[:len(part) - 1]
    return bytes(out)


def standard_b64encode(s):
    return b64encode(s)


standard_b64decode = b64decode


def urlsafe_b64encode(s):
    return b64encode(s, b"-_")


def urlsafe_b64decode(s):
    return b64decode(s, b"-_")


def b16encode(s):
    return bytes(s).hex().upper().encode("ascii")


def b16decode(s, casefold=False):
    return bytes.fromhex(s if isinstance(s, str) else s.decode("ascii"))
