/** What the periodic report says, in Bahasa Indonesia. */

export const report = {
  open: "Laporan triwulan, semester, tahunan",
  back: "Kembali ke Kinerja",
  about: "Laporan kinerja untuk dicetak, disimpan sebagai PDF dari jendela cetak, atau diunduh sebagai CSV.",
  running: (/** @type {string} */ period) => `${period} (belum berakhir)`,
  edition: "Isi laporan",
  editions: {
    internal: "Lengkap, hanya untuk Inspektur",
    published: "Untuk kepala daerah, provinsi, Kemendagri, KPK",
  },
  print: "Cetak",
  csvName: (/** @type {string} */ agency, /** @type {string} */ period, /** @type {string} */ edition) =>
    `laporan-kinerja-${agency}-${period}-${edition === "internal" ? "terbatas" : "terbit"}.csv`,
  marking: {
    internal:
      "TERBATAS: untuk Inspektur. Memuat angka kecil yang dapat menunjuk orang. Jangan digandakan atau diumumkan.",
    published: "Hanya memuat angka yang sudah diterbitkan. Tidak ada angka di bawah lima.",
  },
  title: "Laporan kinerja penanganan laporan pelanggaran (WBS)",
  asAt: (/** @type {string} */ day) => `Keadaan pada akhir ${day}.`,
  standingTitle: "Pokok angka",
  standingAbout: "Ditindaklanjuti dan selesai dihitung dari semua laporan sejak awal sampai akhir masa ini.",
  receivedOfAll: "Diterima sejak awal",
  quartersTitle: "Tiap triwulan",
  quartersAbout: "Yang terlalu sedikit untuk disebutkan dihitung pada triwulan berikutnya.",
  untold: "tidak disebutkan",
  noQuarters: "Belum ada triwulan dalam masa ini yang terbit.",
  indicatorsTitle: "Perlindungan pelapor",
  indicatorsAbout:
    "Sistem ini tidak mengetahui siapa yang melapor tanpa nama, dan belum mencatat tindakan perlindungan. Keduanya diisi dari catatan sendiri, bila ada.",
  retaliation: "Laporan tentang pembalasan terhadap pelapor",
  anonymous: "Bagian laporan tanpa nama (anonim)",
  protection: "Tindakan perlindungan yang diberikan",
  byHand: "diisi tangan: ………………",
  belowTitle: "Instansi dalam wilayah",
  belowAbout:
    "Dari angka yang diterbitkan tiap instansi, sejak awal sampai triwulan terakhir dalam masa ini yang menyebutkan angka.",
  howTitle: "Cara menghitung",
  followedUpIs: "Ditindaklanjuti = (selesai + dalam proses) / diterima.",
  finishedIs: "Selesai = selesai / diterima.",
  inTimeIs: "Tepat waktu = selesai paling lambat pada hari terakhir tenggat / selesai yang punya tenggat.",
  rounding: "Persen dengan dua desimal, dibulatkan ke yang terdekat: 904 dari 942 adalah 95,97%.",
  lapor: "Laporan yang diteruskan dari SP4N-LAPOR! dihitung terpisah, karena sudah dihitung di sana.",
  how: {
    internal: [
      "Dihitung pada akhir bulan, sehingga selisih dua hari tidak menunjuk satu perkara.",
      "Tidak dihitung: perkara yang mengecualikan seseorang dari instansi ini, dan perkara yang Inspekturnya menyatakan benturan kepentingan atau dicabut dari pembaca.",
    ],
    published: [
      "Tidak dihitung: perkara yang mengecualikan seseorang dari instansi ini, yang seorang petugasnya menyatakan benturan kepentingan, atau yang Inspekturnya dicabut dari pembaca.",
      'Angka di bawah lima digabung dengan yang lain atau disebut "paling sedikit". Tidak ada tabel kantor dengan jenis perkara.',
    ],
  },
  madeBy: "Dibuat oleh",
  approvedBy: (/** @type {string} */ head) => (head === "" ? "Mengetahui" : `Mengetahui, ${head}`),
  name: "Nama",
  day: "Tanggal",
};
