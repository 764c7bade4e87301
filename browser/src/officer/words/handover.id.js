/** What the page says about handing over an officer's cases, in Bahasa Indonesia. */

const number = new Intl.NumberFormat("id");

export const handover = {
  title: "Serah terima perkara",
  lead: "Untuk petugas yang pindah, berhenti, atau lama tidak hadir: semua perkaranya yang juga dapat Anda buka diserahkan satu per satu. Setiap perkara berubah seutuhnya atau tidak sama sekali.",
  from: "Siapa yang menyerahkan",
  to: "Siapa yang menerima",
  choose: "Pilih petugas",
  you: "Anda",
  way: "Sesudahnya",
  takesOff: "Yang menyerahkan tidak membaca lagi; setiap perkara mendapat kunci baru",
  keeps: "Keduanya membaca, sampai yang menyerahkan keluar dari daftar penerima",
  reason: "Alasan",
  reasonHint: "Dicatat pada setiap perkara. Jangan tulis isi perkara.",
  find: "Cari perkaranya",
  finding: (/** @type {number} */ looked, /** @type {number} */ all) =>
    `${number.format(looked)} dari ${number.format(all)} perkara Anda diperiksa`,
  found: (/** @type {number} */ count) => `${number.format(count)} perkara akan diserahkan`,
  none: "Tidak ada perkara yang perlu diserahkan di antara yang dapat Anda buka.",
  unproved: (/** @type {number} */ count) =>
    `${number.format(count)} perkara tidak dapat dibuktikan dan tidak disentuh. Lihat kotak masuk.`,
  begin: "Serahkan",
  goOn: "Lanjutkan",
  askTitle: (/** @type {number} */ count, /** @type {string} */ from, /** @type {string} */ to) =>
    `Serahkan ${number.format(count)} perkara dari ${from} kepada ${to}?`,
  askKeeps: (/** @type {string} */ to) => `${to} akan membaca setiap perkara seluruhnya.`,
  askTakesOff: (/** @type {string} */ from, /** @type {string} */ to) =>
    `${to} akan membaca setiap perkara seluruhnya. ${from} tidak membuka apa pun yang ditulis sesudahnya; yang sudah dibaca tidak dapat ditarik kembali.`,
  askOwn: "Karena kunci barunya Anda buat sendiri, penerima akan diminta menggantinya sekali lagi pada setiap perkara.",
  running: (/** @type {number} */ done, /** @type {number} */ all) =>
    `${number.format(done)} dari ${number.format(all)} perkara selesai`,
  stop: "Berhenti setelah perkara ini",
  stopped: "Dihentikan. Yang sudah selesai tetap selesai; sisanya belum berubah.",
  finished: (/** @type {number} */ done, /** @type {number} */ failed) =>
    failed === 0
      ? `Selesai: ${number.format(done)} perkara diserahkan.`
      : `${number.format(done)} perkara diserahkan, ${number.format(failed)} belum. Lihat alasannya di bawah.`,
  table: "Perkara yang diserahkan",
  columns: { case: "Perkara", state: "Keadaan" },
  states: {
    waiting: "Menunggu",
    working: "Sedang diserahkan",
    done: "Diserahkan",
    nothing: "Sudah diserahkan",
    failed: "Belum",
  },
  unnoted: "diserahkan, tetapi alasannya belum masuk ke catatan petugas",
  untitled: "Judul tidak terbuka",
  needFrom: "Pilih siapa yang menyerahkan",
  needTo: "Pilih siapa yang menerima, orang lain dari yang menyerahkan",
  needReason: "Tulis alasan",
  decision: (/** @type {string} */ from, /** @type {string} */ to, /** @type {string} */ reason) =>
    `Serah terima dari ${from} kepada ${to}. ${reason}`,
  leaveTitle: "Hentikan serah terima?",
  leave: "Perkara yang sedang diserahkan masih diselesaikan. Sisanya belum berubah dan dapat dilanjutkan nanti.",
  leaveAct: "Hentikan",
  stay: "Teruskan",
};
