/** What the page says about who reads a case and how that changes, in Bahasa Indonesia. */

const number = new Intl.NumberFormat("id");

export const changing = {
  first: "sejak laporan tiba",
  epoch: (/** @type {string} */ who) => `diberi kunci baru oleh ${who}`,
  access: (/** @type {string} */ who) => `ditugasi oleh ${who}`,
  reason: (/** @type {string} */ text) => `Alasan: ${text}`,
  cover: (/** @type {string} */ day) => `Pengganti sampai ${day}`,
  coverOver: (/** @type {string} */ day) => `Masa pengganti lewat sejak ${day}. Cabut, atau tugaskan tetap.`,
  renewed: "kuncinya diperbarui; perkara ini belum disegel ulang untuknya",
  gone: "tidak lagi ada di daftar penerima",
  recovery: "Kunci pemulihan",
  recoveryMeans: "bagiannya dipegang para pejabat",
  last: "Perubahan terakhir",
  hangs:
    "Perkara ini datang dari instansi lain. Selama pelapor belum menulis dan belum ada dua petugas di sini yang menandatangani, perkara ini hanya tetap di sini selama salah satu dari dua petugas yang menyerahkannya masih ada di daftar. Beri kunci baru supaya perkara ini tetap di sini. Pelapor hanya melihat bahwa kuncinya berganti.",
  due: "Kunci perkara ini perlu diganti: ada pembaca yang tidak lagi di daftar, pembuat kunci terakhir tidak lagi membaca, atau ada catatan yang tidak berlaku. Beri kunci baru sebelum menulis lagi.",
  few: (/** @type {number} */ officers, /** @type {number} */ minimum) =>
    `${number.format(officers)} petugas membaca perkara ini; kebijakan meminta paling sedikit ${number.format(minimum)}.`,
  assign: "Tugaskan petugas",
  renew: "Beri kunci baru",
  takeOff: "Cabut",
  takeOffNamed: (/** @type {string} */ who) => `Cabut ${who}`,
  named: "Mirip nama yang ditulis pelapor",
  namedWarning:
    "Pelapor menulis nama yang mirip dengan nama ini. Pastikan ia bukan terlapor dan bukan saksi, sebelum petugas ini diberi kunci.",

  assignTitle: (/** @type {string} */ caseNumber) => `Tugaskan petugas untuk ${caseNumber}?`,
  takeOffTitle: (/** @type {string} */ who, /** @type {string} */ caseNumber) => `Cabut ${who} dari ${caseNumber}?`,
  leaveTitle: (/** @type {string} */ caseNumber) => `Cabut diri Anda dari ${caseNumber}?`,
  renewTitle: (/** @type {string} */ caseNumber) => `Beri ${caseNumber} kunci baru?`,
  who: "Petugas",
  choose: "Pilih petugas",
  nobody: "Tidak ada petugas lain yang boleh diberi perkara ini.",
  how: "Cara",
  adding: "Menambah pembaca",
  replacing: "Menggantikan seorang pembaca",
  covering: "Menggantikan sementara karena seseorang tidak hadir",
  instead: "Siapa yang digantikan",
  until: "Hari terakhir",
  reasonLabel: "Alasan",
  reasonHintAccess: "Dibaca semua yang membaca perkara ini, juga oleh server. Jangan tulis isi perkara.",
  reasonHintEpoch: "Masuk ke catatan petugas sebagai keputusan. Pelapor tidak membacanya.",

  comes: "Mulai membaca",
  goes: "Tidak membaca lagi",
  stays: "Tetap membaca",
  reporter: "Pelapor",
  wayAccess: "Petugas baru membaca seluruh perkara, dari laporan sampai pesan terakhir.",
  wayEpoch: "Perkara mendapat kunci baru. Semua yang ditulis sejak itu hanya terbuka bagi yang tetap dan yang masuk.",
  kept: "Yang sudah dibaca tidak dapat ditarik kembali.",
  below: (/** @type {number} */ officers, /** @type {number} */ minimum) =>
    `Setelah ini tinggal ${number.format(officers)} petugas; kebijakan meminta paling sedikit ${number.format(minimum)}.`,
  tooFew: "Terlalu sedikit petugas akan tersisa. Tugaskan pengganti sekaligus, atau lebih dahulu.",
  meLeaving:
    "Anda sendiri tidak dapat membuka perkara ini lagi. Karena Anda yang membuat kunci barunya, yang tetap akan diminta menggantinya sekali lagi.",
  reporterSees: "Pelapor melihat bahwa kunci perkara berubah, bukan alasannya.",
  next: "Yang akan terjadi",
  assignAct: "Tugaskan",
  takeOffAct: "Cabut",
  renewAct: "Beri kunci baru",
  working: "Menyegel dan mengirim…",
  needWho: "Pilih petugas",
  needInstead: "Pilih siapa yang digantikan",
  needUntil: "Pilih hari terakhir, hari ini atau sesudahnya",
  needReason: "Tulis alasan",
  conflict:
    "Perkara berubah sementara itu. Sudah dibaca dan diperiksa ulang. Lihat yang akan terjadi sekarang, lalu lanjutkan.",
  already: "Perubahan ini sudah ada: orang lain melakukannya.",
  mayNot: "Seseorang yang dipilih tidak boleh diberi perkara ini, atau daftar penerima berubah. Baca ulang perkara.",
  done: "Selesai. Lihat pembaca perkara dan linimasa.",
  doneWithoutReason: "Selesai, tetapi alasannya belum masuk ke catatan petugas. Tulis di sana.",
  decisionAssign: (/** @type {string} */ come, /** @type {string} */ gone, /** @type {string} */ text) =>
    `${come === "" ? "" : `Masuk: ${come}. `}${gone === "" ? "" : `Keluar: ${gone}. `}${text}`,
};
