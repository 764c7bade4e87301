/** What the agency's page and the warnings about its directory say, in Bahasa Indonesia. */

const number = new Intl.NumberFormat("id");

export const roles = {
  operator: "operator sistem",
  administrator: "administrator instansi",
  receiver: "penerima laporan",
  reviewer: "penelaah",
  investigator: "pemeriksa",
  head: "pimpinan inspektorat",
  custodian: "pemegang identitas",
  protection: "petugas perlindungan",
  liaison: "penghubung SP4N-LAPOR",
  auditor: "auditor",
  leadership: "pimpinan (angka saja)",
};

export const agency = {
  title: "Instansi",
  reading: "Membaca dokumen bertanda tangan…",

  expiry: {
    left: (/** @type {number} */ days, /** @type {string} */ day) =>
      days === 0
        ? `Daftar penerima berakhir hari ini, ${day}.`
        : `Daftar penerima berakhir dalam ${number.format(days)} hari, pada ${day}.`,
    ask: "Minta pejabat pemegang kunci akar menandatangani daftar baru.",
    grace: (/** @type {string} */ expired, /** @type {string} */ closes) =>
      `Daftar penerima berakhir pada ${expired}. Laporan baru masih disegel sampai ${closes}, setelah itu saluran tertutup.`,
    expired: (/** @type {string} */ closes) =>
      `Daftar penerima sudah berakhir dan masa tenggangnya habis pada ${closes}. Laporan baru tidak diterima; pelapor ditunjukkan saluran lain.`,
    goesOn: "Membaca dan membalas laporan yang ada tetap berjalan.",
    tooFew: (/** @type {number} */ count, /** @type {number} */ minimum) =>
      `Hanya ${number.format(count)} penerima bertugas, paling sedikit harus ${number.format(minimum)}. Laporan baru tidak diterima; pelapor ditunjukkan saluran lain.`,
    founding: "Instansi ini belum punya daftar penerima yang ditandatangani. Laporan baru belum diterima.",
  },

  directory: {
    title: "Daftar penerima",
    version: "Versi",
    versionOf: (/** @type {number} */ version, /** @type {string} */ day) => `${number.format(version)}, terbit ${day}`,
    renewBy: "Perbarui sebelum",
    expires: "Berakhir",
    closes: "Saluran tertutup setelah",
    receiving: "Penerima bertugas",
    receivingOf: (/** @type {number} */ count, /** @type {number} */ minimum) =>
      `${number.format(count)}; paling sedikit ${number.format(minimum)}`,
    signers: "Yang menandatangani",
    signersOf: (/** @type {number} */ threshold, /** @type {string} */ offices) =>
      `${number.format(threshold)} dari: ${offices}`,
    fingerprint: "Sidik jari akar",
    fingerprintHint: "Bandingkan dengan poster di kantor.",
    custodian: "Pemegang identitas",
    recovery: "Kunci pemulihan",
    hasRecovery: "ada, terbagi di antara pejabat",
    none: "tidak ada",
    channels: "Saluran lain bagi pelapor",
    earlier: "Versi sebelumnya",
  },

  officers: {
    title: "Petugas",
    about:
      "Diperiksa dari dokumen bertanda tangan di peramban ini. Kata-kata kunci harus sama dengan yang dicetak pejabat.",
    columns: { officer: "Petugas", roles: "Peran", state: "Keadaan", words: "Kata kunci", act: "Tindakan" },
    you: "Anda",
    serving: "bertugas",
    notYet: (/** @type {string} */ day) => `mulai ${day}`,
    over: (/** @type {string} */ day) => `berakhir ${day}`,
    until: (/** @type {string} */ day) => `bertugas sampai ${day}`,
    noAccount: "belum punya akun",
    blocked: "diblokir",
    otherKey: "akun memegang kunci lain dari daftar: menunggu daftar berikutnya",
    waiting: "menunggu pejabat: kunci belum ada di daftar",
    login: (/** @type {string} */ login) => `nama masuk ${login}`,
    block: "Blokir",
    unblock: "Buka blokir",
    named: (/** @type {string} */ act, /** @type {string} */ who) => `${act}: ${who}`,
    askBlock: (/** @type {string} */ who) => `Blokir ${who}?`,
    aboutBlock:
      "Semua sesinya berakhir sekarang juga dan ia tidak dapat masuk lagi sampai blokirnya dibuka. Kuncinya tidak ditarik: mintalah pejabat mengeluarkannya dari daftar bila ia tidak boleh lagi membaca.",
    askUnblock: (/** @type {string} */ who) => `Buka blokir ${who}?`,
    aboutUnblock: "Ia dapat masuk lagi dengan frasa sandi dan faktor kedua miliknya sendiri.",
    wasBlocked: (/** @type {string} */ who) => `${who} diblokir. Semua sesinya berakhir.`,
    wasUnblocked: (/** @type {string} */ who) => `Blokir ${who} dibuka.`,
  },
};
