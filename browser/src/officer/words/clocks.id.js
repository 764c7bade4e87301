/** Words for deadlines, and for the filters of the inbox that rest on them, in Bahasa Indonesia. */

const upTo = (/** @type {{count: number, more: boolean}} */ { count, more }) =>
  more ? `lebih dari ${count.toLocaleString("id")}` : count.toLocaleString("id");

export const clocks = {
  /** @type {Record<string, string>} */
  names: {
    verify: "Verifikasi",
    complete: "Pelapor melengkapi",
    completeness: "Periksa kelengkapan",
    answer: "Jawaban pertama",
    light: "Hasil akhir",
    examination: "Hasil akhir",
    forward: "Diteruskan",
    objection: "Masa keberatan pelapor",
    feedback: "Kabar bagi pelapor",
    acknowledgement: "Tanda diterima",
    review: "Ditinjau kembali",
  },
  outer: "Batas luar",
  reporters: "Waktu pelapor",
  metOn: (/** @type {string} */ day) => `terpenuhi ${day}`,
  lateOn: (/** @type {string} */ day) => `lewat tenggat, ${day}`,
  over: (/** @type {string} */ day) => `lewat tenggat ${day}`,
  used: (/** @type {number} */ share) => `${share} % waktu terpakai`,
  extended: "diperpanjang",
  rules: (/** @type {number} */ version) =>
    version === 0 ? "Dihitung dengan aturan bawaan program ini." : `Dihitung dengan aturan instansi versi ${version}.`,
  replanned: (
    /** @type {string} */ day,
    /** @type {number} */ rules,
    /** @type {string} */ due,
    /** @type {string} */ result,
  ) => `Dihitung ulang ${day}. Sebelumnya, menurut aturan versi ${rules}: tenggat ${due}, hasil ${result}.`,
  handler: (/** @type {string} */ name) => `Ditangani oleh ${name}.`,
  count: (/** @type {number} */ total, /** @type {boolean} */ more) =>
    `${upTo({ count: total, more })} perkara yang dapat Anda buka`,
  range: (
    /** @type {number} */ from,
    /** @type {number} */ to,
    /** @type {number} */ total,
    /** @type {boolean} */ more,
  ) => `${from} sampai ${to} dari ${upTo({ count: total, more })}`,
  soon: (/** @type {number} */ count) => `Segera jatuh tempo, ${count} perkara`,
  chips: {
    all: "Semua",
    late: (/** @type {{count: number, more: boolean}} */ total) => `Lewat tenggat (${upTo(total)})`,
    soon: (/** @type {{count: number, more: boolean}} */ total) => `Segera (${upTo(total)})`,
    unread: (/** @type {{count: number, more: boolean}} */ total) => `Belum dibaca (${upTo(total)})`,
    label: "Yang perlu dikerjakan",
  },
  filters: {
    more: "Saringan lain",
    class: "Kadar",
    channel: "Jalur masuk",
    handler: "Ditangani oleh",
    order: "Urutan",
    due: "Tenggat terdekat",
    received: "Laporan terlama",
    any: "Semua",
    clear: "Hapus saringan",
    none: "Tidak ada perkara yang cocok dengan saringan ini.",
  },
  /** @type {Record<string, string>} */
  channels: {
    portal: "Situs",
    "walk-in": "Datang langsung",
    telephone: "Telepon",
    letter: "Surat",
    box: "Kotak pengaduan",
    whatsapp: "WhatsApp",
    "sms-1708": "SMS 1708",
    x: "X",
    "e-mail": "Surel",
    "sp4n-lapor": "SP4N-LAPOR!",
  },
  extend: {
    title: "Perpanjang waktu",
    what: "Sekali saja, dengan alasan. Pelapor diberi tahu dalam pesan yang Anda tandatangani.",
    until: (/** @type {string} */ day) => `Sampai hari (paling lambat ${day})`,
  },
  overdue: {
    title: "Perkara lewat tenggat di instansi ini",
    what: "Untuk pimpinan inspektorat: nomor perkara, bukan isinya. Perkara yang pelapornya mengecualikan seseorang tidak tercantum.",
    columns: { number: "Nomor perkara", clock: "Yang lewat tenggat", due: "Tenggat", status: "Status" },
    more: (/** @type {number} */ count) => `Hanya ${count} yang paling lama lewat tenggat yang tercantum.`,
  },
};
