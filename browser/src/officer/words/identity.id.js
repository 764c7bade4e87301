/** What the page says about opening a disclosed identity, in Bahasa Indonesia. */

export const identity = {
  title: "Identitas pelapor",
  lead: "Pelapor memilih rahasia: identitasnya disegel untuk pemegang identitas. Yang dapat membukanya hanya pemegang identitas bersama petugas yang membaca perkara ini.",
  noCustodian: "Instansi ini sekarang tidak punya pemegang identitas, jadi identitas tidak dapat dibuka.",
  asked: (/** @type {string} */ who) => `Yang diminta: ${who}`,
  reason: "Alasan meminta identitas dibuka",
  reasonHint:
    "Pemegang identitas dan pelapor membaca alasan ini. Hanya dengan persetujuan pelapor atau karena diwajibkan hukum. Paling banyak 300 huruf.",
  ask: "Minta pemegang identitas membuka identitas",
  askTitle: "Minta identitas dibuka?",
  askText:
    "Permintaan ini ditandatangani dengan kunci Anda dan tercatat. Pelapor diberi tahu bersama permintaan ini, apa pun jawabannya.",
  askAct: "Minta dan beri tahu pelapor",
  needReason: "Tulis alasannya",
  told: (/** @type {string} */ reason) =>
    `Petugas meminta pemegang identitas membuka identitas Anda. Alasan: ${reason}\n\nAn officer has asked the custodian to open your identity. Reason: ${reason}`,
  sent: "Permintaan dikirim, dan pelapor diberi tahu.",
  show: "Lihat permintaan dan jawaban",
  showHint: "Melihatnya tercatat dalam jejak audit.",
  none: "Belum ada permintaan dari Anda.",
  states: {
    waiting: "Menunggu pemegang identitas",
    opened: "Dibuka",
    nothing: "Tidak ada identitas yang dapat dibuka pemegang identitas ini",
    refused: "Ditolak",
    broken: "Jawaban ini tidak dapat dibuktikan. Jangan dipercaya; beri tahu pimpinan inspektorat.",
  },
  contact: {
    name: "Nama",
    address: "Alamat",
    occupation: "Pekerjaan",
    phone: "Telepon",
    other: "Cara lain untuk dihubungi",
  },
  waitingTitle: "Permintaan identitas",
  waitingLead:
    "Petugas yang membaca suatu perkara meminta identitas pelapornya dibuka. Anda tidak membaca perkara itu, dan halaman ini tidak menampilkan identitasnya: identitas langsung disegel untuk petugas yang meminta.",
  waitingNone: "Tidak ada permintaan yang menunggu.",
  reading: "Membuka permintaan…",
  from: (/** @type {string} */ who, /** @type {string} */ office, /** @type {string} */ day) =>
    `${who}, ${office}, ${day}`,
  reasonGiven: "Alasan",
  broken:
    "Permintaan ini tidak dapat dibuktikan: yang meminta tidak membaca perkara ini, atau isinya diubah. Jangan dijawab; beri tahu pimpinan inspektorat.",
  open: "Buka untuk petugas ini",
  openNamed: (/** @type {string} */ who) => `Buka untuk petugas ini: ${who}`,
  refuse: "Tolak",
  refuseNamed: (/** @type {string} */ who) => `Tolak permintaan ${who}`,
  openTitle: (/** @type {string} */ number) => `Buka identitas pelapor ${number}?`,
  openText:
    "Identitas disegel untuk petugas itu saja dan tidak dapat ditarik kembali. Pembukaan ini tercatat atas nama Anda.",
  refuseReason: "Alasan menolak",
  refuseTitle: (/** @type {string} */ number) => `Tolak permintaan untuk ${number}?`,
  opened: "Identitas dibuka untuk petugas yang meminta.",
  nothingThere: "Tidak ada identitas yang dapat Anda buka di perkara itu; petugas diberi tahu.",
  refusedDone: "Permintaan ditolak; petugas diberi tahu.",
};
