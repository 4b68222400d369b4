"""What mails call a charset, and the Python codecs that read all of it."""

import codecs
import re

# Codecs, the first that works being the one, and the labels that browsers read by them (WHATWG).
LABELS = {
    "utf-8-sig": "utf8 utf-8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 utf8mb4",
    "cp1252": "iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 latin1 latin-1 l1 cp819 ibm819"
    " csisolatin1 x-cp1252 ansi windows-1252",
    "cp1254": "iso-8859-9 iso8859-9 iso88599 iso_8859-9 latin5 l5 csisolatin5 x-cp1254",
    "cp1250": "x-cp1250",
    "cp1251": "x-cp1251 win-1251",
    "cp1253": "x-cp1253",
    "cp1255": "x-cp1255",
    "cp1256": "x-cp1256",
    "cp1257": "x-cp1257",
    "cp1258": "x-cp1258",
    "cp874": "iso-8859-11 iso8859-11 iso885911 tis-620 windows-874 dos-874",
    "iso8859-8": "iso-8859-8-i iso-8859-8-e logical visual csiso88598i csiso88598e csisolatinhebrew",
    "koi8-r": "koi koi8 koi8_r cskoi8r",
    "koi8-u": "koi8-ru",
    "mac_roman": "x-mac-roman macintosh mac csmacintosh",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp866": "ibm866 csibm866 866",
    "gb18030": "gb2312 gbk x-gbk gb_2312 gb_2312-80 csgb2312 csiso58gb231280 chinese iso-ir-58 cp936 ms936"
    " windows-936",
    "cp950 big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 windows-950",
    "cp949": "euc-kr euckr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean cseuckr windows-949 uhc",
    "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji ms932 csshiftjis windows-31j cswindows31j windows-932",
    "euc_jp euc_jis_2004": "euc-jp eucjp x-euc-jp cseucpkdfmtjapanese eucjp-ms",
    "iso2022_jp_ext": "iso-2022-jp csiso2022jp iso-2022-jp-ms cp50220 cp50221 cp50222 iso-2022-jp-1",
    "utf-7": "unicode-1-1-utf-7 csunicode11utf7",
    "utf-16": "unicode ucs-2 iso-10646-ucs-2 csunicode",
}
CODECS = {label: codecs.split() for codecs, labels in LABELS.items() for label in labels.split()}
LABEL = re.compile(r"[a-z0-9][a-z0-9_.:+-]*")
ALIKE = re.compile(r"^(?:x-)?(cp|ibm|windows|win|iso|dos)[-_]?(\d.*)$")


def codecs_of(charset: str) -> list[str]:
    """What reads the charset that a mail names; an empty text for what nobody knows."""
    found = LABEL.search(charset.casefold().partition(";")[0].removeprefix("charset="))
    name = found.group() if found else ""
    if name in CODECS:
        return CODECS[name]
    for candidate in (name, ALIKE.sub(r"\1\2", name), ALIKE.sub(r"cp\2", name)):
        try:
            codec = codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
        return CODECS.get(codec, [codec])
    return [""]
