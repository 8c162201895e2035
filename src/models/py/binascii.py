"""Model of binascii: hexadecimal and base 64."""
import base64 as _base64


class Error(ValueError):
    pass


def hexlify(data, sep=None, bytes_per_sep=1):
    if sep is not None:
        return bytes(data).hex(sep).encode("ascii")
    return bytes(data).hex().encode("ascii")


b2a_hex = hexlify


def unhexlify(hexstr):
    return bytes.fromhex(hexstr if isinstance(hexstr, str) else hexstr.decode("ascii"))


a2b_hex = unhexlify


def b2a_base64(data, *, newline=True):
    return _base64.b64encode(data) + (b"\n" if newline else b"")


def a2b_base64(string):
    return _base64.b64decode(string)
