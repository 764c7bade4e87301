"""What a visitor of these tests carries, so that it is found wherever it is left."""

CANARY = "kenari-tertulis-di-formulir"
HEADERS = {
    "User-Agent": "penjelajah-unik",
    "Accept-Language": "xx-tanda",
    "Referer": "http://asal.example/tanda",
    "X-Forwarded-For": "203.0.113.77",
    "Forwarded": "for=203.0.113.77",
    "X-Real-IP": "203.0.113.77",
}
MARKS = (CANARY.encode(), b"penjelajah-unik", b"xx-tanda", b"asal.example", b"203.0.113.77")
