"""The invented reports of the demonstration, and what officers did with them since. No case here is real."""

from collections.abc import Sequence
from dataclasses import dataclass

from wbs.cases.rules.ranks import Rank
from wbs.cli.plan import LANDAK
from wbs.crypto.messages import MatterClass, Outcome, Status, StatusBody, TextBody
from wbs.crypto.report import Accused, Category, ReportBody, Timing

Said = TextBody | StatusBody


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that was written in a case: the reporter's if it answers, else an officer's."""

    after: int
    """Days after the report."""
    said: Said
    is_reporters: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """One invented report, with what followed."""

    days: int
    """How many days before the first start it came in."""
    report: ReportBody
    beats: tuple[Beat, ...] = ()


def _told(after: int, status: Status, text: str = "", **members: str) -> Beat:
    given = {**members, "text": text} if text else members
    return Beat(after, StatusBody(status=status, **given))  # type: ignore[arg-type]


def _asked(after: int, text: str) -> Beat:
    return Beat(after, TextBody(text=text))


def _answered(after: int, text: str) -> Beat:
    return Beat(after, TextBody(text=text), is_reporters=True)


def scenes() -> Sequence[Scene]:
    """List them, the oldest first."""
    return (_finished(), _examined(), _incomplete(), _untouched(), _about_the_head(), _fresh())


def _finished() -> Scene:
    report = ReportBody(
        title="Nomor antrean layanan dijual",
        what="Nomor antrean di loket layanan dijual di tempat parkir sejak pagi, lima belas ribu rupiah sebuah.",
        accused=[Accused(unit="Loket layanan Kecamatan Umpama", rank=Rank.STAFF)],
        rank=Rank.STAFF,
        where="Tempat parkir kantor Kecamatan Umpama",
        region=LANDAK,
        when="Setiap hari Senin, sudah beberapa bulan",
        timing=Timing.ONGOING,
        category=Category.ILLEGAL_LEVY,
    )
    letter = (
        "Kepada pelapor\n\nNomor antrean kini diberikan langsung di loket, dan penjualannya sudah berhenti."
        " Petugas loket mendapat teguran tertulis.\n\nAnda dapat mengajukan keberatan lewat kotak surat ini."
    )
    return Scene(
        40,
        report,
        (
            _told(1, Status.RECEIVED),
            _told(2, Status.VERIFIED, "Laporan lengkap.", class_=MatterClass.NON_SUPERVISORY),
            _told(5, Status.REVIEWED),
            _asked(6, "Apakah penjualan itu masih terjadi minggu ini?"),
            _answered(8, "Masih, Senin kemarin saya melihatnya lagi."),
            _told(15, Status.CLOSED, outcome=Outcome.PROVEN_REFORM, letter=letter),
        ),
    )


def _examined() -> Scene:
    report = ReportBody(
        title="Volume jalan desa tidak sesuai papan proyek",
        what="Papan proyek menyebut rabat beton dua ratus meter. Yang dikerjakan hanya seratus empat puluh meter,"
        " tetapi pembayaran tahap dua sudah cair.",
        accused=[
            Accused(name="Kepala Urusan Fulan", post="Kepala urusan pembangunan", unit="Desa Umpama", rank=Rank.STAFF),
            Accused(name="Pelaksana Semisal", unit="Desa Umpama", rank=Rank.STAFF),
        ],
        rank=Rank.STAFF,
        where="Dusun Contoh, Desa Umpama",
        region=LANDAK,
        when="Pekerjaan selesai bulan lalu",
        timing=Timing.PAST,
        how="Volume di berita acara dibulatkan ke atas; pembayaran mengikuti angka itu.",
        loss="Sekitar 60 juta rupiah",
        witnesses="Beberapa warga yang ikut mengukur",
        category=Category.MISUSE_OF_ASSETS,
    )
    return Scene(
        26,
        report,
        (
            _told(1, Status.RECEIVED),
            _told(2, Status.VERIFIED, "Laporan lengkap dan akan ditelaah.", class_=MatterClass.SUPERVISORY),
            _asked(3, "Siapa yang menyimpan buku ukur lapangan? Sebutkan jabatannya saja, tidak perlu nama."),
            _answered(5, "Buku ukur ada pada pelaksana kegiatan. Papan proyek sudah diganti kemarin."),
            _told(8, Status.REVIEWED),
            _told(14, Status.EXAMINED, "Tim pemeriksa sudah ditugaskan."),
        ),
    )


def _incomplete() -> Scene:
    report = ReportBody(
        title="Kuitansi perjalanan dinas yang tidak pernah ada",
        what="Kuitansi hotel dibuat untuk perjalanan yang tidak pernah dilakukan.",
        accused=[Accused(unit="Dinas Contoh", rank=Rank.STAFF)],
        rank=Rank.STAFF,
        where="Dinas Contoh",
        region=LANDAK,
        when="Sekitar pertengahan tahun ini",
        category=Category.STATE_LOSS,
    )
    return Scene(
        9,
        report,
        (
            _told(1, Status.RECEIVED),
            _told(
                2, Status.INCOMPLETE, "Perjalanan ke kota mana, dan kira-kira tanggal berapa?", reason="place-and-time"
            ),
        ),
    )


def _untouched() -> Scene:
    report = ReportBody(
        title="Mobil dinas disewakan pada akhir pekan",
        what="Mobil dinas berpelat merah disewakan setiap Sabtu dan Minggu dengan pelat yang ditutup.",
        accused=[Accused(unit="Bagian Umum Sekretariat Umpama", rank=Rank.STAFF)],
        rank=Rank.STAFF,
        where="Garasi di samping kantor",
        region=LANDAK,
        when="Setiap akhir pekan",
        timing=Timing.ONGOING,
        category=Category.MISUSE_OF_ASSETS,
    )
    return Scene(8, report)


def _about_the_head() -> Scene:
    report = ReportBody(
        title="Titipan nama dalam seleksi jabatan",
        what="Sebelum seleksi dibuka, pimpinan sudah menyebut siapa yang harus lulus.",
        accused=[Accused(post="Pimpinan daerah", rank=Rank.LEADERSHIP)],
        rank=Rank.LEADERSHIP,
        where="Ruang rapat sekretariat",
        region=LANDAK,
        when="Dua minggu lalu",
        timing=Timing.PAST,
        category=Category.SALE_OF_POSTS,
    )
    return Scene(5, report, (_told(1, Status.RECEIVED),))


def _fresh() -> Scene:
    report = ReportBody(
        title="Pungutan untuk surat pengantar",
        what="Untuk surat pengantar warga diminta membayar dua puluh ribu rupiah tanpa tanda terima.",
        accused=[Accused(unit="Kantor Desa Semisal", rank=Rank.STAFF)],
        rank=Rank.STAFF,
        where="Kantor Desa Semisal",
        region=LANDAK,
        when="Kemarin pagi",
        timing=Timing.ONGOING,
        category=Category.ILLEGAL_LEVY,
    )
    return Scene(1, report)
