/** What the page says about links between cases, in Bahasa Indonesia. */

export const links = {
  title: "Perkara terkait",
  none: "Belum ada tautan.",
  add: "Tautkan perkara atau nomor",
  only: "Hanya petugas yang melihat ini. Pelapor tidak pernah diberi tahu bahwa orang lain melaporkan hal yang sama.",
  relation: "Hubungan",
  choose: "Pilih",
  offered: { duplicate: "Hal yang sama; perkara itu yang memimpin", related: "Berkaitan" },
  relations: { duplicate: "Ganda dengan", related: "Berkaitan dengan", none: "Tautan dicabut:" },
  other: "Perkara lain",
  noCase: "Tidak ada",
  otherHint:
    "Dari halaman kotak masuk yang terbuka; yang paling mirip di atas. Perkara lain: cari di semua perkara di bawah ini.",
  words: "Kata yang dicari (kosongkan untuk mencari yang mirip)",
  search: "Cari di semua perkara saya",
  cancelSearch: "Hentikan pencarian",
  searching: "Membuka perkara di peramban ini…",
  searched: (/** @type {string} */ done, /** @type {string} */ total) =>
    total === "" ? `${done} perkara diperiksa…` : `${done} dari ${total} perkara diperiksa…`,
  found: (/** @type {number} */ count) => `Semua perkara diperiksa. ${count} cocok, ada di daftar di atas.`,
  foundSoFar: (/** @type {number} */ count) => `Pencarian berhenti. ${count} cocok sejauh ini, ada di daftar di atas.`,
  alike: (/** @type {string} */ text) => `Mirip: ${text}`,
  reference: "Atau nomor di tempat lain",
  referenceHint: "Misalnya nomor pelacakan SP4N-LAPOR! atau nomor surat.",
  text: "Keterangan (boleh kosong)",
  act: "Simpan untuk petugas saja",
  saved: "Tautan tersimpan. Hanya petugas yang melihatnya.",
  remove: "Cabut",
  removeNamed: (/** @type {string} */ name) => `Cabut tautan ${name}`,
  needRelation: "Pilih hubungannya",
  needOne: "Pilih satu perkara, atau tulis satu nomor",
  trace: (/** @type {string} */ people) =>
    `Tidak ditautkan: ${people} membaca perkara ini, tetapi tidak membaca perkara itu, dan nomornya akan memberi tahu mereka. Tautkan dari perkara itu, atau samakan dulu pembacanya.`,
};
