"""Constructor ids against the CRC-32 of their schema lines."""

import re
from zlib import crc32

from cryptokit.mtproto import files, schema


def computed(line):
    line = re.sub(r" \w+:flags\.\d+\?true", "", line)
    for old, new in (
        (":bytes", ":string"),
        ("?bytes", "?string"),
        ("<", " "),
        (">", ""),
        ("{", ""),
        ("}", ""),
    ):
        line = line.replace(old, new)
    return crc32(line.encode())


EXCEPTIONS = {"msg_container"}
"""Lines whose ids are not their CRC-32; the ids are those in use."""


def test_every_id_is_the_crc_of_its_line_but_for_the_ones_that_are_not():
    wrong = {line.split(" ")[0] for n, line in schema.LINES.items() if computed(line) != n}
    assert wrong == EXCEPTIONS


def test_the_rule_has_an_exception_so_ids_are_never_computed_at_run_time():
    line = (
        "decryptedMessageMediaDocument thumb:bytes thumb_w:int thumb_h:int mime_type:string "
        "size:long key:bytes iv:bytes attributes:Vector<DocumentAttribute> caption:string "
        "= DecryptedMessageMedia"
    )
    assert computed(line) == 0x8E4C064C
    as_it_stands = line.replace("<", " ").replace(">", "")  # bytes were not written as string
    assert crc32(as_it_stands.encode()) == files.DOCUMENT


def test_the_constants_stand_in_the_table_and_no_name_stands_twice():
    named = [
        value
        for name, value in vars(schema).items()
        if name.isupper() and name != "LINES" and name[0] != "_"
    ]
    assert set(named) <= set(schema.LINES)
    names = [line.split(" ")[0] for line in schema.LINES.values()]
    assert len(set(names)) == len(names)
