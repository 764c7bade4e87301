/** What the agency's page and the warnings about its directory say, in Bahasa Indonesia. */

import { rules } from "./rules.id.js";

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
  leadership: "pimpinan daerah (angka saja)",
};

export const agency = {
  rules,
  title: "Instansi",
  reading: "Membaca dokumen bertanda tangan…",

  expiry: {
    left: (/** @type {number} */ days, /** @type {string} */ day) =>
      days === 0
        ? `Daftar penerima berakhir hari ini, ${day}.`
        : `Daftar penerima berakhir dalam ${number.format(days)} hari, pada ${day}.`,
    ask: "Minta pejabat pemegang kunci induk menandatangani daftar baru.",
    grace: (/** @type {string} */ expired, /** @type {string} */ closes) =>
      `Daftar penerima berakhir pada ${expired}. Laporan baru masih disegel sampai ${closes}, setelah itu pelaporan tertutup.`,
    expired: (/** @type {string} */ closes) =>
      `Daftar penerima sudah berakhir dan masa tenggangnya habis pada ${closes}. Laporan baru tidak diterima; pelapor ditunjukkan jalur lain.`,
    goesOn: "Membaca dan membalas laporan yang ada tetap berjalan.",
    tooFew: (/** @type {number} */ count, /** @type {number} */ minimum) =>
      `Hanya ${number.format(count)} penerima bertugas, paling sedikit harus ${number.format(minimum)}. Laporan baru tidak diterima; pelapor ditunjukkan jalur lain.`,
    founding: "Instansi ini belum punya daftar penerima yang ditandatangani. Laporan baru belum diterima.",
  },

  directory: {
    title: "Daftar penerima",
    version: "Versi",
    versionOf: (/** @type {number} */ version, /** @type {string} */ day) => `${number.format(version)}, terbit ${day}`,
    renewBy: "Perbarui sebelum",
    expires: "Berakhir",
    closes: "Pelaporan tertutup setelah",
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
    channels: "Jalur lain bagi pelapor",
    earlier: "Versi sebelumnya",
  },

  shortages: {
    title: "Kekurangan pembaca",
    checked: (/** @type {string} */ day) => `Diperiksa server pada ${day}. Perkara yang tidak Anda baca tidak disebut.`,
    never: "Belum pernah diperiksa. Pemeriksaan berjalan setiap malam.",
    none: "Tidak ada kekurangan.",
    able: (/** @type {number} */ able, /** @type {number} */ minimum) =>
      `Saat ini hanya ${number.format(able)} penerima dapat masuk dan membaca laporan baru, paling sedikit harus ${number.format(minimum)}. Laporan tetap disegel untuk semua yang ada di daftar: minta pejabat memperbarui daftar.`,
    channel: (/** @type {number} */ found, /** @type {number} */ minimum, /** @type {string} */ day) =>
      `Penerima laporan baru yang dapat masuk: ${number.format(found)}. Sejak ${day} kurang dari ${number.format(minimum)}.`,
    case: (/** @type {number} */ found, /** @type {number} */ minimum, /** @type {string} */ day) =>
      `dapat dibaca ${number.format(found)} petugas; sejak ${day} kurang dari ${number.format(minimum)}`,
  },

  invitations: {
    title: "Undangan",
    about:
      "Petugas yang diundang membuat kuncinya sendiri di perambannya. Ia baru dapat membaca setelah pejabat menandatangani daftar yang memuat kuncinya.",
    none: "Tidak ada undangan terbuka.",
    until: (/** @type {string} */ time) => `Berlaku sampai ${time}.`,
    withdraw: "Tarik undangan",
    askWithdraw: (/** @type {string} */ who) => `Tarik undangan untuk ${who}?`,
    aboutWithdraw: "Kodenya tidak berlaku lagi.",
    withdrawn: (/** @type {string} */ who) => `Undangan untuk ${who} ditarik.`,
    formTitle: "Undang petugas",
    fields: { officer: "Tanda pengenal", login: "Nama masuk", label: "Nama yang dilihat pelapor", unit: "Unit" },
    hints: {
      officer: "Huruf kecil, angka, tanda hubung; tetap seumur akun. Misalnya penerima-03.",
      login: "Yang diketik petugas saat masuk.",
      label: "Misalnya Penerima 03; tidak perlu nama orang.",
      unit: "Misalnya Tim Penerima.",
    },
    rank: "Golongan",
    roles: "Peran",
    make: "Buat undangan",
    codeTitle: (/** @type {string} */ who) => `Kode undangan untuk ${who}`,
    codeAbout: (/** @type {number} */ hours) =>
      `Hanya ditampilkan sekali dan berlaku ${number.format(hours)} jam. Serahkan langsung, jangan lewat surel atau obrolan.`,
    hide: "Sudah diserahkan, sembunyikan",
    taken: "Tanda pengenal atau nama masuk ini sudah dipakai, atau sudah ada undangan untuknya.",
    need: {
      officer: "Tulis tanda pengenal: huruf kecil, angka dan tanda hubung, paling banyak 32.",
      all: "Isi nama masuk, nama yang dilihat pelapor dan unit.",
      roles: "Pilih paling sedikit satu peran.",
      alone: "Pemegang identitas tidak boleh punya peran lain.",
    },
  },

  enrolments: {
    title: "Permintaan pendaftaran",
    about:
      "Serahkan berkas ini kepada pejabat pemegang kunci induk. Delapan katanya harus sama dengan yang dilihat petugas di layarnya sendiri.",
    none: "Tidak ada permintaan yang menunggu.",
    since: (/** @type {string} */ day) => `sejak ${day}`,
    download: "Unduh permintaan",
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
