"""What identifies in files, and pictures without it (docs/spec/metadata.md)."""

from tests.crypto.makers.kit import Area
from tests.crypto.scenario import encode
from tests.files import building as b

_FINDINGS = 'docs/spec/metadata.md "Findings": '
_CHECKED = 'docs/spec/metadata.md "What was checked": '
_REMOVAL = 'docs/spec/metadata.md "Removal": '
_LIMITS = 'docs/spec/metadata.md "Limits": '
_SHOWN = 'docs/spec/metadata.md "Values": '
Found = list[str]
_ADOBE = b"Adobe\0\x64\0\0\0\0\0"
_ICC = b"ICC_PROFILE\0\x01\x01" + bytes(8)
_SECRETS = b.tiff(
    [(0x010F, b.ASCII, b"Kamera\0"), (0x013B, b.ASCII, b"Sari Wulandari\0")],
    exif=[(0x9003, b.ASCII, b"2026:03:04 05:06:07\0"), (0xA431, b.ASCII, b"SN-778812\0")],
    gps=b.MONAS,
)
_SECRET_FOUND = [
    f"position {b.MONAS_TEXT}",
    "author Sari Wulandari",
    "device Kamera",
    "serial SN-778812",
    "time 2026:03:04 05:06:07",
]
_XMP = b.xmp("<dc:creator><rdf:Seq><rdf:li>Sari &amp; Budi</rdf:li></rdf:Seq></dc:creator>", 'tiff:Model="M-1"')
_XMP_FOUND = ["author Sari & Budi", "device M-1"]


def make() -> Area:
    area = Area("files")
    for add in (_jpeg, _exif, _png, _webp, _heif, _movies, _sound, _pdf, _office, _open_document, _others, _values):
        add(area)
    for add in (_heads, _strip_jpeg, _strip_png, _strip_webp):
        add(area)
    return area


def _look(area: Area, name: str, comment: str, file: bytes, kind: str, found: Found, checked: str = "whole") -> None:
    findings = []
    for line in found:
        word, _, value = line.partition(" ")
        findings.append({"kind": word} | ({"value": value} if value else {}))
    expected = {"format": kind, "checked": checked, "findings": findings}
    area.accept(name, "files.inspect", comment, {"file": encode(file)}, expected)


def _jpeg(area: Area) -> None:
    exif = b.segment(0xE1, b"Exif\0\0" + _SECRETS)
    resources = b.resources(
        (0x0404, b.iptc((80, b"Sari"), (90, b"Jakarta"), (120, b"kuitansi"), (5, b"Bukti"))), (0x040C, b"picture")
    )
    rows = {
        "clean": (b.jpeg(b.segment(0xE0, b.JFIF)), []),
        "exif": (b.jpeg(exif), _SECRET_FOUND),
        "xmp": (b.jpeg(b.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + _XMP)), _XMP_FOUND),
        "xmp-continued": (
            b.jpeg(b.segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(40) + _XMP)),
            _XMP_FOUND,
        ),
        "iptc": (
            b.jpeg(b.segment(0xED, resources)),
            ["position Jakarta", "author Sari", "title Bukti", "comment kuitansi", "thumbnail"],
        ),
        "resources-exif": (b.jpeg(b.segment(0xED, b.resources((0x0422, _SECRETS)))), _SECRET_FOUND),
        "resources-xmp": (b.jpeg(b.segment(0xED, b.resources((0x0424, _XMP)))), _XMP_FOUND),
        "comment": (b.jpeg(b.segment(0xFE, b"dari Sari")), ["comment dari Sari"]),
        "jfif-thumbnail": (b.jpeg(b.segment(0xE0, b.JFIF[:12] + b"\1\1" + bytes(3))), ["thumbnail"]),
        "jfxx": (b.jpeg(b.segment(0xE0, b"JFXX\0\x10")), ["thumbnail"]),
        "other-application": (b.jpeg(b.segment(0xE5, b"RMETA\0x")), ["other APP5 RMETA"]),
        "colours": (b.jpeg(b.segment(0xE2, _ICC), b.segment(0xEE, _ADOBE)), []),
        "more-pictures": (b.jpeg(b.segment(0xE2, b"MPF\0" + bytes(8))), ["embedded"]),
        "behind": (b.jpeg(behind=b"\0\0\0\x18ftypmp42"), ["embedded"]),
        "fill-bytes": (b.jpeg(b"\xff\xff\xff" + b.segment(0xFE, b"x1")), ["comment x1"]),
        "scan-with-marks": (b.jpeg(scan=b"\xff\xda\0\x08\1\1\0\0\x3f\0\xff\0\xff\xd0\xff\xff\xd1"), []),
    }
    for name, (file, found) in rows.items():
        _look(area, f"jpeg-{name}", f"{_FINDINGS}{name}", file, "jpeg", found)
    broken = {
        "cut-scan": (b.jpeg(exif)[:-2], _SECRET_FOUND),
        "cut-segment": (b.jpeg(b.segment(0xFE, b"a1"))[:6], []),
        "garbage-between": (b.jpeg(b.segment(0xFE, b"a1"), b"garbage"), ["comment a1"]),
        "exif-broken": (
            b.jpeg(b.segment(0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff"), b.segment(0xFE, b"a1")),
            ["comment a1"],
        ),
        "segment-too-short": (b.jpeg(b"\xff\xe1\0\1"), []),
    }
    for name, (file, found) in broken.items():
        _look(area, f"jpeg-{name}", f"{_CHECKED}{name}", file, "jpeg", found, "damaged")


def _exif(area: Area) -> None:
    wide = "Sari ✓".encode("utf-16-le")
    files = {
        "order-little": (
            b.tiff([(0x0110, b.ASCII, b"X-100\0")], gps=b.MONAS, order="<"),
            [f"position {b.MONAS_TEXT}", "device X-100"],
        ),
        "gps-incomplete": (b.tiff([], gps=b.MONAS[:2]), ["position"]),
        "gps-only-version": (b.tiff([], gps=[(0, 1, b"\2\3\0\0")]), []),
        "gps-date": (b.tiff([], gps=[(29, b.ASCII, b"2026:03:04\0")]), ["time 2026:03:04"]),
        "gps-zero-denominator": (
            b.tiff([], gps=[(1, 2, b"N\0"), (2, 5, [(1, 1), (1, 0), (36, 100)]), (4, 5, [(7, 2)])]),
            ["position 1.00010, 3.50000"],
        ),
        "thumbnail": (
            b.tiff([(0x0131, b.ASCII, b"Apl\0")], second=[(0x0201, b.LONG, 8)]),
            ["software Apl", "thumbnail"],
        ),
        "maker-note": (b.tiff([], exif=[(0x927C, b.UNDEFINED, b"secret")]), ["other MakerNote"]),
        "wide-author": (b.tiff([(0x9C9D, 1, wide + b"\0\0")]), ["author Sari ✓"]),
        "user-comment": (b.tiff([], exif=[(0x9286, 7, b"ASCII\0\0\0halo")]), ["comment halo"]),
        "user-comment-wide": (
            b.tiff([], exif=[(0x9286, 7, b"UNICODE\0" + "halo".encode("utf-16-be"))]),
            ["comment halo"],
        ),
        "latin": (b.tiff([(0x013B, b.ASCII, b"Andr\xe9\0")]), ["author André"]),
        "blank": (b.tiff([(0x013B, b.ASCII, b"     \0"), (0x0132, b.ASCII, b"0000:00:00 00:00:00\0")]), []),
        "orientation-only": (b.tiff([(0x0112, b.SHORT, 6)]), []),
    }
    for name, (body, found) in files.items():
        file = b.jpeg(b.segment(0xE1, b"Exif\0\0" + body))
        _look(area, f"exif-{name}", f"{_FINDINGS}EXIF, {name}", file, "jpeg", found)
    pointing_at_itself = bytearray(b.tiff([(0x013B, b.ASCII, b"abc\0")], exif=[(0xA430, b.ASCII, b"def\0")]))
    pointing_at_itself[30:34] = (8).to_bytes(4, "big")
    file = b.jpeg(b.segment(0xE1, b"Exif\0\0" + pointing_at_itself))
    _look(area, "exif-loop", f"{_LIMITS}a directory that names itself", file, "jpeg", ["author abc"])
    outside = b.tiff([(0x013B, b.ASCII, b"a long name\0"), (0x010F, b.ASCII, b"abc\0")]).replace(
        b"\0\0\0\x26", b"\0\0\xff\x26"
    )
    file = b.jpeg(b.segment(0xE1, b"Exif\0\0" + outside))
    _look(area, "exif-outside", f"{_CHECKED}one value outside", file, "jpeg", ["device abc"], "damaged")


def _png(area: Area) -> None:
    rows = {
        "clean": (b.png(b.chunk(b"gAMA", bytes(4))), []),
        "text": (
            b.png(b.chunk(b"tEXt", b"Author\0Sari"), b.chunk(b"tEXt", b"Unknown\0catatan")),
            ["author Sari", "comment catatan"],
        ),
        "packed-text": (b.png(b.chunk(b"zTXt", b"Software\0\0" + b.wrapped(b"Penyunting"))), ["software Penyunting"]),
        "wide-text": (b.png(b.chunk(b"iTXt", b"Title\0\0\0id\0Judul\0" + "Bukti ✓".encode())), ["title Bukti ✓"]),
        "wide-packed-text": (
            b.png(b.chunk(b"iTXt", b"Creation Time\0\1\0\0\0" + b.wrapped(b"2026-03-04"))),
            ["time 2026-03-04"],
        ),
        "xmp": (b.png(b.chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + _XMP)), _XMP_FOUND),
        "exif": (b.png(b.chunk(b"eXIf", _SECRETS)), _SECRET_FOUND),
        "time": (b.png(b.chunk(b"tIME", b"\x07\xea\3\4\5\6\7")), ["time 2026-03-04 05:06:07"]),
        "time-early": (b.png(b.chunk(b"tIME", b"\0\7\3\4\5\6\7")), ["time 0007-03-04 05:06:07"]),
        "raw-profile": (
            b.png(b.chunk(b"tEXt", b"Raw profile type exif\0\nexif\n 4\n00")),
            ["other Raw profile type exif"],
        ),
        "other-chunk": (b.png(b.chunk(b"caBX", b"x")), ["other caBX"]),
        "behind": (b.png(behind=b"cropped"), ["embedded"]),
    }
    for name, (file, found) in rows.items():
        _look(area, f"png-{name}", f"{_FINDINGS}{name}", file, "png", found)
    _look(area, "png-no-end", f"{_CHECKED}cut before its end", b.png()[:-12], "png", [], "damaged")
    broken = b.png(b.chunk(b"zTXt", b"Author\0\0" + b.wrapped(b"Sari")[:-1]), b.chunk(b"tEXt", b"Title\0A1"))
    _look(area, "png-packed-cut", f"{_CHECKED}packed text that is cut", broken, "png", ["title A1"], "part")
    junk = b.png(b.chunk(b"zTXt", b"Author\0\0" + b.wrapped(b"Sari") + b"x"))
    _look(area, "png-packed-junk", f"{_CHECKED}packed text with a byte behind it", junk, "png", [], "part")
    nameless = b.png(b.chunk(b"tEXt", b"no name"))
    _look(area, "png-text-nameless", f"{_CHECKED}text without a name", nameless, "png", [], "damaged")


def _webp(area: Area) -> None:
    picture = b.riff(b"VP8L", b.VP8L)
    rows = {
        "clean": (b.webp(picture), []),
        "exif": (b.webp(b.extended(8), picture, b.riff(b"EXIF", _SECRETS)), _SECRET_FOUND),
        "exif-marked": (b.webp(b.extended(8), picture, b.riff(b"EXIF", b"Exif\0\0" + _SECRETS)), _SECRET_FOUND),
        "xmp": (b.webp(b.extended(4), picture, b.riff(b"XMP ", _XMP)), _XMP_FOUND),
        "other-chunk": (b.webp(b.extended(0), picture, b.riff(b"ABCD", b"x")), ["other ABCD"]),
        "behind": (b.webp(picture, behind=b"x"), ["embedded"]),
    }
    for name, (file, found) in rows.items():
        _look(area, f"webp-{name}", f"{_FINDINGS}{name}", file, "webp", found)
    _look(area, "webp-cut", f"{_CHECKED}shorter than it says", b.webp(picture)[:-1], "webp", [], "damaged")


def _heif(area: Area) -> None:
    exif = {b"hvc1": b"picture", b"Exif": b"\0\0\0\6Exif\0\0" + _SECRETS}
    thumbnails = b.full_box(b"iref", b.box(b"thmb", bytes(6)))
    rows = {
        "exif": (b.heif(exif), _SECRET_FOUND),
        "xmp": (b.heif({b"mime": _XMP}), _XMP_FOUND),
        "thumbnail": (b.heif({b"hvc1": b"picture"}, thumbnails), ["thumbnail"]),
        "movie-behind": (b.heif({}, behind=b.box(b"mpvd", b"movie")), ["embedded mpvd"]),
        "other-box": (b.heif({}, behind=b.box(b"uuid", bytes(16))), ["other uuid"]),
    }
    for name, (file, found) in rows.items():
        _look(area, f"heif-{name}", f"{_FINDINGS}{name}", file, "heif", found)
    _look(area, "heif-cut", f"{_CHECKED}an item outside", b.heif(exif)[:-4], "heif", [], "damaged")
    lost = b.heif(exif).replace(b"iloc", b"ilok")
    _look(area, "heif-no-places", f"{_CHECKED}an item in an unknown place", lost, "heif", [], "part")


def _movies(area: Area) -> None:
    keys = (b"com.apple.quicktime.location.ISO6709", b"com.apple.quicktime.model", b"com.android.version", b"x.rahasia")
    values = (b"-06.1755+106.8269/", b"HP 7", b"16", b"abc")
    listed = b.box(
        b"meta",
        b.full_box(b"hdlr", bytes(4), b"mdta", bytes(12)),
        b.full_box(b"keys", len(keys).to_bytes(4, "big"), *(b.box(b"mdta", key) for key in keys)),
        b.box(b"ilst", *(b.item(n.to_bytes(4, "big"), value) for n, value in enumerate(values, start=1))),
    )
    tunes = b.full_box(
        b"meta",
        b.full_box(b"hdlr", bytes(4), b"mdir", bytes(12)),
        b.box(
            b"ilst",
            b.item(b"\xa9ART", b"Sari"),
            b.item(b"apID", b"sari@example.id"),
            b.item(b"covr", b"x"),
            b.box(b"----", b.full_box(b"mean", b"com.x"), b.full_box(b"name", b"Comment"), b.item(b"xxxx", b"y1")[8:]),
        ),
    )
    user = b.box(b"udta", b.apple_text(b"\xa9xyz", b"-06.1755+106.8269/"), b.apple_text(b"\xa9mod", b"HP 7"))
    rows = {
        "clean": (b.movie(b.mvhd(0)), []),
        "time": (b.movie(b.mvhd(3_855_445_567)), ["time 2026-03-04T05:06:07Z"]),
        "time-wide": (b.movie(b.mvhd(3_855_445_567, version=1)), ["time 2026-03-04T05:06:07Z"]),
        "user-data": (b.movie(user), ["position -06.1755+106.8269/", "device HP 7"]),
        "track-user-data": (b.movie(b.box(b"trak", user)), ["position -06.1755+106.8269/", "device HP 7"]),
        "keys": (b.movie(listed), ["position -06.1755+106.8269/", "device HP 7", "software 16", "other abc"]),
        "tunes": (
            b.movie(b.box(b"udta", tunes), brand=b"M4A "),
            ["author Sari", "author sari@example.id", "comment y1", "thumbnail"],
        ),
        "place": (b.movie(b.box(b"udta", b.full_box(b"loci", bytes(20)))), ["position"]),
        "asset": (b.movie(b.box(b"udta", b.full_box(b"auth", b"\x15\xc7", b"Sari\0"))), ["author Sari"]),
        "asset-wide": (
            b.movie(b.box(b"udta", b.full_box(b"titl", b"\x15\xc7", "\ufeffBukti".encode("utf-16-be")))),
            ["title Bukti"],
        ),
        "xmp": (b.movie(b.box(b"udta", b.box(b"XMP_", _XMP))), _XMP_FOUND),
        "xmp-uuid": (b.movie() + b.box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), _XMP), _XMP_FOUND),
        "timed": (
            b.movie(b.box(b"trak", b.box(b"mdia", b.full_box(b"hdlr", bytes(4), b"meta", bytes(12))))),
            ["other timed metadata"],
        ),
        "other-box": (b.movie(b.box(b"udta", b.box(b"SNum", b"x"))), ["other SNum"]),
        "serial": (b.movie(b.box(b"udta", b.box(b"CAME", b"\1\xab"))), ["serial 01ab"]),
        "no-ftyp": (
            b.box(b"wide") + b.box(b"mdat", b"x") + b.box(b"moov", user),
            ["position -06.1755+106.8269/", "device HP 7"],
        ),
    }
    for name, (file, found) in rows.items():
        _look(area, f"mp4-{name}", f"{_FINDINGS}{name}", file, "mp4", found)
    _look(area, "mp4-cut", f"{_CHECKED}a box that ends outside", b.movie(user)[:-3], "mp4", [], "damaged")
    deep = b.box(b"\xa9xyz", b"\0\1\0\0x")
    for _ in range(40):
        deep = b.box(b"udta", deep)
    _look(area, "mp4-deep", f"{_LIMITS}more than eight boxes deep", b.movie(deep), "mp4", ["other udta"])


def _sound(area: Area) -> None:
    wide = b"\1" + "\ufeffSari".encode("utf-16-le")
    rows = {
        "bare": (b.SOUND, []),
        "text": (b.id3(b.frame(b"TPE1", b"\3Sari"), b.frame(b"TIT2", b"\0Andr\xe9")), ["author Sari", "title André"]),
        "wide": (b.id3(b.frame(b"TPE1", wide), b.frame(b"TENC", b"\2\0B\0u")), ["author Sari", "author Bu"]),
        "comment": (b.id3(b.frame(b"COMM", b"\0ind\0rekaman rapat")), ["comment rekaman rapat"]),
        "custom": (
            b.id3(b.frame(b"TXXX", b"\3Artist\0Sari"), b.frame(b"TXXX", b"\3lain\0abc")),
            ["author Sari", "other abc"],
        ),
        "picture": (
            b.id3(b.frame(b"APIC", b"\0image/png\0\3\0x"), b.frame(b"GEOB", b"\0x")),
            ["thumbnail", "embedded"],
        ),
        "private": (
            b.id3(b.frame(b"PRIV", b"XMP\0" + _XMP), b.frame(b"PRIV", b"owner\0x")),
            [*_XMP_FOUND, "other owner"],
        ),
        "other-frame": (b.id3(b.frame(b"UFID", b"http://x\0abc")), ["other UFID http://x"]),
        "padding": (b.id3(b.frame(b"TSSE", b"\3Lavf"), bytes(40)), ["software Lavf"]),
        "version-3": (b.id3(b.frame(b"TYER", b"\x002026"), version=3), ["time 2026"]),
        "tag-behind": (
            b.SOUND + b.id3v1(b"Rapat", b"Sari", year=b"2026", comment=b"lantai 3"),
            ["author Sari", "time 2026", "title Rapat", "comment lantai 3"],
        ),
        "ape": (b.SOUND + bytes(128) + b"APETAGEX" + bytes(24), ["other APEv2"]),
    }
    for name, (file, found) in rows.items():
        whole = file + (b.SOUND if file[:3] == b"ID3" else b"")
        _look(area, f"mp3-{name}", f"{_FINDINGS}{name}", whole, "mp3", found)
    old = b.id3(b"TP1\0\0\5\0Sari", version=2) + b.SOUND
    _look(area, "mp3-version-2", f"{_CHECKED}ID3v2.2", old, "mp3", ["other ID3"], "part")
    mixed = b.id3(b.frame(b"TPE1", b"\3Sari"), flags=0x80) + b.SOUND
    _look(area, "mp3-unsynchronised", f"{_CHECKED}unsynchronised", mixed, "mp3", ["other ID3"], "part")
    broken = b.id3(b.frame(b"TPE1", b"\3Sari"), b"....----....") + b.SOUND
    _look(area, "mp3-broken-frame", f"{_CHECKED}no frame", broken, "mp3", ["author Sari"], "damaged")


def _pdf(area: Area) -> None:
    dated = b"/CreationDate (D:20260304050607+07'00')"
    info = b"<< /Author (Sari \\(IRJEN\\)) /Creator (Penulis 4) /Producer <50 44 46> %s >>" % dated
    info_found = ["author Sari (IRJEN)", "time 20260304050607+07'00'", "software Penulis 4", "software PDF"]
    inner = b"7 0 8 15 << /Type /X >> << /Author (Sari) /Title <FEFF00420075> >>"
    objects = b.stream(b.wrapped(inner), b"/Type /ObjStm /N 2 /First 9 /Filter /FlateDecode")
    photo = b.jpeg(b.segment(0xE1, b"Exif\0\0" + _SECRETS))
    note = b"<< /Type /Annot /Subtype /Text /Rect [0 0 1 1] /T (Budi) /Contents (lihat) /M (D:2026) /Name /Note >>"
    signature = b"<< /Type /Sig /Filter /X /Name (Sari) /Location (Jakarta) /Reason (setuju) /Contents <00112233> >>"
    rows = {
        "bare": (b.pdf(), []),
        "info": (b.pdf(info), info_found),
        "info-latin": (b.pdf(b"<< /Author (Andr\\351) /Title (a\\\nb\\tc) >>"), ["author André", "title ab c"]),
        "xmp": (b.pdf(b.stream(_XMP, b"/Type /Metadata /Subtype /XML")), _XMP_FOUND),
        "xmp-packed": (b.pdf(b.stream(b.wrapped(_XMP), b"/Type /Metadata /Filter [/FlateDecode]")), _XMP_FOUND),
        "objects": (b.pdf(objects), ["author Sari", "title Bu"]),
        "photo": (b.pdf(b.stream(photo, b"/Subtype /Image /Filter /DCTDecode")), _SECRET_FOUND),
        "length-elsewhere": (b.pdf(b.stream(_XMP, b"/Type /Metadata", b"3 0 R")), _XMP_FOUND),
        "length-wrong": (
            b.pdf(b.stream(_XMP, b"/Type /Metadata", b"5"), info),
            ["author Sari & Budi", "author Sari (IRJEN)", "device M-1", *info_found[1:]],
        ),
        "note": (b.pdf(note), ["author Budi", "time 2026", "comment lihat"]),
        "field": (b.pdf(note.replace(b"/Rect", b"/FT /Tx /Rect")), []),
        "signature": (b.pdf(signature), ["position Jakarta", "author Sari", "comment setuju"]),
        "outline": (b.pdf(b"<< /Title (Bab 1) /Parent 3 0 R >>"), []),
        "attachment": (b.pdf(b.stream(b"x", b"/Type /EmbeddedFile")), ["embedded"]),
        "older-version": (
            b.pdf(b"<< /Author (Lama) >>") + b.pdf(b"<< /Author (Baru) >>"),
            ["author Lama", "author Baru", "revision"],
        ),
        "linearized": (b.pdf(b"<< /Linearized 1 >>", versions=2), []),
        "in-the-middle": (b"garbage\n" + b.pdf(info), info_found),
    }
    for name, (file, found) in rows.items():
        _look(area, f"pdf-{name}", f"{_FINDINGS}{name}", file, "pdf", found)
    secret = b.pdf(info, b.stream(_XMP, b"/Type /Metadata"), trailer=b"<< /Size 3 /Encrypt 5 0 R >>")
    _look(area, "pdf-encrypted", f"{_CHECKED}encrypted", secret, "pdf", _XMP_FOUND, "encrypted")
    packed = b.pdf(b.stream(b.wrapped(_XMP), b"/Type /Metadata /Filter /FlateDecode /DecodeParms << /Predictor 12 >>"))
    _look(area, "pdf-packed-otherwise", f"{_CHECKED}packed in another way", packed, "pdf", [], "part")
    _look(area, "pdf-no-end", f"{_CHECKED}without its end", b.pdf(info)[:-7], "pdf", info_found, "damaged")
    nested = b.pdf(b"<< /A " + b"[" * 3000 + b" /Author (x) >>", info)
    _look(area, "pdf-nested", f"{_LIMITS}deep nesting", nested, "pdf", info_found, "part")


def _office(area: Area) -> None:
    core = (
        b'<cp:coreProperties xmlns:dc="x"><dc:creator>Sari</dc:creator><cp:lastModifiedBy>Budi</cp:lastModifiedBy>'
        b'<dcterms:created xsi:type="dcterms:W3CDTF">2026-03-04T05:06:07Z</dcterms:created></cp:coreProperties>'
    )
    app = b"<Properties><Application>Pengolah Kata</Application><Company>Inspektorat X</Company></Properties>"
    custom = b'<Properties><property name="Klien"><vt:lpwstr>PT Contoh</vt:lpwstr></property></Properties>'
    changed = b'<w:document><w:ins w:id="1" w:author="Budi" w:date="2026-03-04T05:06:07Z"><w:r/></w:ins></w:document>'
    photo = b.jpeg(b.segment(0xE1, b"Exif\0\0" + _SECRETS))
    link = b'<Relationships><Relationship Target="file:///C:\\Users\\sari\\Normal.dotm"/></Relationships>'
    rows = {
        "clean": (b.docx({}), "docx", []),
        "core": (
            b.docx({"docProps/core.xml": core}, packed=["docProps/core.xml"]),
            "docx",
            ["author Sari", "author Budi", "time 2026-03-04T05:06:07Z"],
        ),
        "app": (b.docx({"docProps/app.xml": app}), "docx", ["author Inspektorat X", "software Pengolah Kata"]),
        "custom": (b.docx({"docProps/custom.xml": custom}), "docx", ["other PT Contoh"]),
        "thumbnail": (b.docx({"docProps/thumbnail.jpeg": b"x"}), "docx", ["thumbnail"]),
        "comments": (
            b.docx({"word/comments.xml": b'<w:comments><w:comment w:author="Budi" w:initials="B"/>'}),
            "docx",
            ["author Budi"],
        ),
        "changes": (
            b.docx({"word/document.xml": changed}, packed=["word/document.xml"]),
            "docx",
            ["author Budi", "time 2026-03-04T05:06:07Z", "revision"],
        ),
        "people": (
            b.docx({"word/people.xml": b'<w15:person><w15:presenceInfo w15:userId="S::sari@x.id::1"/>'}),
            "docx",
            ["author S::sari@x.id::1"],
        ),
        "photo": (b.docx({"word/media/image1.jpeg": photo}), "docx", _SECRET_FOUND),
        "no-photo": (b.docx({"word/media/image1.emf": b"not a picture that is looked into"}), "docx", []),
        "embedded": (b.docx({"word/embeddings/a.xlsx": b"x"}), "docx", ["embedded"]),
        "link": (b.docx({"word/_rels/settings.xml.rels": link}), "docx", ["path file:///C:\\Users\\sari\\Normal.dotm"]),
        "macros": (b.docx({"word/vbaProject.bin": b"x"}), "docx", ["other vbaProject.bin"]),
        "sheet": (
            b.docx(
                {
                    "xl/comments1.xml": b"<comments><authors><author>Sari</author></authors></comments>",
                    "xl/workbook.xml": b'<x15ac:absPath url="C:\\Users\\sari\\"/>',
                    "xl/revisions/log.xml": b"x",
                },
                "xl",
            ),
            "xlsx",
            ["author Sari", "path C:\\Users\\sari\\", "revision"],
        ),
        "slides": (
            b.docx({"ppt/commentAuthors.xml": b'<p:cmAuthor id="1" name="Sari" initials="S"/>'}, "ppt"),
            "pptx",
            ["author Sari"],
        ),
    }
    for name, (file, kind, found) in rows.items():
        _look(area, f"ooxml-{name}", f"{_FINDINGS}{name}", file, kind, found)
    locked = b.docx({"docProps/core.xml": core}, flags=1)
    _look(area, "ooxml-encrypted", f"{_CHECKED}encrypted", locked, "docx", [], "encrypted")
    bomb = b.docx({"docProps/core.xml": core}).replace(b"docProps/core.xml", b"docProps/core.xmm", 1)
    _look(
        area,
        "ooxml-names-differ",
        f"{_FINDINGS}the directory's names count",
        bomb,
        "docx",
        ["author Sari", "author Budi", "time 2026-03-04T05:06:07Z"],
    )
    expanding = b'<!DOCTYPE x [<!ENTITY a "Sari">]><cp:x><dc:creator>&a;</dc:creator></cp:x>'
    _look(
        area,
        "ooxml-entity",
        f"{_LIMITS}entities are not resolved",
        b.docx({"docProps/core.xml": expanding}),
        "docx",
        ["author &a;"],
    )
    _look(area, "ooxml-no-directory", f"{_CHECKED}without its directory", b.docx({})[:-22], "unknown", [], "unknown")


def _open_document(area: Area) -> None:
    meta = (
        b"<office:meta><meta:initial-creator>Sari</meta:initial-creator><dc:creator>Budi</dc:creator>"
        b'<meta:generator>Kantor 7</meta:generator><meta:user-defined meta:name="Klien">PT Contoh</meta:user-defined>'
    )
    content = b"<office:annotation><dc:creator>Rina</dc:creator></office:annotation><text:deletion/>"
    settings = b'<config:config-item config:name="PrinterName" config:type="string">HP lantai 3</config:config-item>'
    rows = {
        "meta": ({"meta.xml": meta}, ["author Budi", "author Sari", "software Kantor 7", "other PT Contoh"]),
        "content": ({"content.xml": content}, ["author Rina", "revision"]),
        "printer": ({"settings.xml": settings}, ["device HP lantai 3"]),
        "thumbnail": ({"Thumbnails/thumbnail.png": b"x"}, ["thumbnail"]),
        "photo": ({"Pictures/1.png": b.png(b.chunk(b"tEXt", b"Author\0Sari"))}, ["author Sari"]),
        "embedded": ({"Object 1/content.xml": b"x"}, ["embedded"]),
    }
    for name, (parts, found) in rows.items():
        _look(area, f"odf-{name}", f"{_FINDINGS}{name}", b.odt(parts), "odf", found)
    manifest = {"META-INF/manifest.xml": b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"}
    _look(area, "odf-encrypted", f"{_CHECKED}encrypted", b.odt(manifest), "odf", [], "encrypted")


def _others(area: Area) -> None:
    files = {
        "empty": b"",
        "text": b"halo",
        "zip": b.archive({"foto.jpg": b.jpeg()}),
        "epub": b.archive({"mimetype": b"application/epub+zip"}),
        "old-office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64),
    }
    for name, file in files.items():
        _look(area, f"unknown-{name}", f"{_CHECKED}{name}", file, "unknown", [], "unknown")


def _values(area: Area) -> None:
    texts = {
        "controls": ("a\x00b\x1bc\r\nd\x7fe", "a b c d e"),
        "directions": ("a\u202eb\u2066c\u200fd", "abcd"),
        "hidden": ("a\u200bb\ufeffc\U000e0041d\u3164e", "abcde"),
        "long": ("x" * 121, "x" * 119 + "…"),
        "just-fits": ("x" * 120, "x" * 120),
        "long-wide": ("\U0001f600" * 2000, "\U0001f600" * 119 + "…"),
        "markup": ("<b onload=x>", "<b onload=x>"),
    }
    for name, (text, shown) in texts.items():
        file = b.png(b.chunk(b"iTXt", b"Author\0\0\0\0\0" + text.encode()))
        _look(area, f"value-{name}", f"{_SHOWN}{name}", file, "png", [f"author {shown}"])
    many = b.png(*(b.chunk(b"tEXt", b"Author\0a%d" % n) for n in range(70)))
    found = [f"author a{n}" for n in range(64)]
    _look(area, "value-many", f"{_LIMITS}more than 64 findings", many, "png", found, "part")


def _heads(area: Area) -> None:
    exif = b.segment(0xE1, b"Exif\0\0" + _SECRETS)
    core = {"docProps/core.xml": b"<x><dc:creator>Sari</dc:creator></x>"}
    rows = {
        "jpeg": (b.jpeg(exif)[:-4], 10_000, "jpeg", _SECRET_FOUND),
        "mp4": (b.movie(first=b.box(b"mdat", bytes(200)))[:150], 100_000, "mp4", []),
        "docx": (b.docx(core)[:-60], 100_000, "docx", ["author Sari"]),
        "pdf": (b.pdf(b"<< /Author (Sari) >>") + bytes(3000), 10_000, "pdf", ["author Sari"]),
        "mp3": (b.id3(b.frame(b"TPE1", b"\3Sari")) + b.SOUND, 10_000, "mp3", ["author Sari"]),
    }
    for name, (head, size, kind, lines) in rows.items():
        findings = [dict(zip(("kind", "value"), line.split(" ", 1), strict=True)) for line in lines]
        expected = {"format": kind, "checked": "part", "findings": findings}
        comment = f"{_CHECKED}only the first part of a {name}"
        area.accept(f"head-{name}", "files.inspect-head", comment, {"head": encode(head), "size": size}, expected)


def _strip(area: Area, name: str, file: bytes, stripped: bytes | None) -> None:
    output = {} if stripped is None else {"file": encode(stripped)}
    area.state(f"strip-{name}", "files.strip", f"{_REMOVAL}{name}", {"file": encode(file)}, output)


def _strip_jpeg(area: Area) -> None:
    jfif, icc, adobe = b.segment(0xE0, b.JFIF), b.segment(0xE2, _ICC), b.segment(0xEE, _ADOBE)
    exif, comment = b.segment(0xE1, b"Exif\0\0" + _SECRETS), b.segment(0xFE, b"Sari")
    turned = b.tiff([(0x013B, b.ASCII, b"Sari\0"), (0x0112, b.SHORT, 6)], order="<", gps=b.MONAS)
    plain = b.segment(0xE1, b"Exif\0\0" + b.tiff([(0x0112, b.SHORT, 6)])[:-4].ljust(26, b"\0"))
    rows = {
        "nothing": (b.jpeg(jfif), b.jpeg(jfif)),
        "exif": (b.jpeg(jfif, exif), b.jpeg(jfif)),
        "all": (b.jpeg(exif, jfif, icc, comment, b.segment(0xED, b"Photoshop 3.0\0"), adobe), b.jpeg(jfif, icc, adobe)),
        "orientation": (b.jpeg(jfif, b.segment(0xE1, b"Exif\0\0" + turned)), b.jpeg(jfif, plain)),
        "behind": (b.jpeg(behind=b"movie"), b.jpeg()),
        "jfif-thumbnail": (b.jpeg(b.segment(0xE0, b.JFIF[:12] + b"\1\1" + bytes(3))), b.jpeg(jfif)),
        "adobe-longer": (b.jpeg(b.segment(0xEE, _ADOBE + b"Sari")), b.jpeg(adobe)),
        "fill-bytes": (b.jpeg(b"\xff\xff", exif), b.jpeg()),
        "cut": (b.jpeg(exif)[:-2], None),
    }
    for name, (file, stripped) in rows.items():
        _strip(area, f"jpeg-{name}", file, stripped)


def _strip_png(area: Area) -> None:
    gamma = b.chunk(b"gAMA", b"\0\0\xb1\x8f")
    text, time = b.chunk(b"tEXt", b"Author\0Sari"), b.chunk(b"tIME", bytes(7))
    _strip(area, "png-all", b.png(text, gamma, time, b.chunk(b"eXIf", _SECRETS), behind=b"cropped"), b.png(gamma))
    _strip(area, "png-needed-chunk", b.png(b.chunk(b"CgBI", b"x")), None)


def _strip_webp(area: Area) -> None:
    picture, odd = b.riff(b"VP8L", b.VP8L), b.riff(b"ICCP", b"abc")
    secrets = (b.riff(b"EXIF", _SECRETS), b.riff(b"XMP ", _XMP), b.riff(b"ABCD", b"x"))
    full = b.webp(b.extended(0x2C), odd, picture, *secrets, behind=b"x")
    _strip(area, "webp-all", full, b.webp(b.extended(0x20), odd, picture))
    _strip(area, "webp-simple", b.webp(picture), b.webp(picture))
    _strip(area, "unknown", b"halo", None)
    _strip(area, "pdf", b.pdf(), None)
