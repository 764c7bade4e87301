/** What the audit log's page says, in Bahasa Indonesia. */

const number = new Intl.NumberFormat("id");

export const audit = {
  title: "Jejak audit",
  opening: "Membuka jejak audit…",
  working: "Memeriksa…",
  stopped: "Dihentikan.",

  pointTitle: "Titik periksa terbaru",
  pointAbout:
    "Titik periksa mengikat semua catatan sampai saat itu. Siapa pun yang menguasai server dapat menulis ulang catatan. Hanya titik periksa yang Anda simpan di luar server dapat menunjukkannya.",
  noPoint: "Belum ada titik periksa. Server membuatnya setiap malam.",
  covers: "Mencakup",
  coversOf: (/** @type {number} */ size, /** @type {number} */ newer) =>
    newer > 0
      ? `${number.format(size)} catatan pertama. ${number.format(newer)} catatan sesudahnya belum tercakup.`
      : `${number.format(size)} catatan, semuanya.`,
  made: "Dibuat",
  signedBy: "Ditandatangani",
  nobody: "Belum oleh siapa pun",
  signer: (/** @type {string} */ label, /** @type {string} */ time, /** @type {boolean} */ isCurrent) =>
    isCurrent ? `${label}, ${time}` : `${label}, ${time} (tidak lagi di daftar penerima)`,
  strangersTitle: "Ada tanda tangan yang bukan milik auditor",
  strangers:
    "Server menyimpan tanda tangan yang tidak cocok dengan kunci auditor mana pun. Jangan menandatangani. Beri tahu pimpinan inspektorat.",

  compareTitle: "1. Periksa",
  compareAbout:
    "Bandingkan dengan titik periksa yang Anda simpan dulu. Bila ini yang pertama, hitung ulang semua catatan di peramban ini.",
  keptText: "Teks titik periksa yang Anda simpan",
  keptFile: "Atau pilih berkasnya",
  compare: "Bandingkan",
  recount: "Hitung ulang semua catatan",
  counting: "Menghitung…",
  countedOf: (/** @type {string} */ done, /** @type {string} */ all) => `${done} dari ${all} catatan dihitung`,
  countedSame: "Semua catatan cocok dengan titik periksa",
  countedSameText:
    "Peramban ini menghitung sendiri semua catatan. Ini tidak menunjukkan apakah catatan sudah ditulis ulang sebelum hari ini.",
  countedOther: "Catatan tidak cocok dengan titik periksa",
  countedOtherText:
    "Catatan yang diberikan server tidak menghasilkan titik periksa ini. Jangan menandatangani. Beri tahu pimpinan inspektorat.",
  comparisons: {
    grown: {
      title: "Jejak audit tumbuh dari titik periksa Anda",
      text: (/** @type {string} */ size) =>
        `${size} catatan pertama sama seperti ketika titik periksa Anda dibuat. Tidak ada yang diubah atau dihapus di antaranya.`,
    },
    changed: {
      title: "Jejak audit diubah",
      text: (/** @type {string} */ size) =>
        `${size} catatan pertama tidak sama dengan titik periksa Anda. Jangan menandatangani. Simpan teks Anda dan beri tahu pimpinan inspektorat.`,
    },
    larger: {
      title: "Jejak audit lebih pendek",
      text: (/** @type {string} */ size) =>
        `Titik periksa Anda mencakup ${size} catatan, lebih banyak daripada yang terbaru di server. Mungkin cadangan lama dipasang kembali. Beri tahu pimpinan inspektorat.`,
    },
    smaller: {
      title: "Titik periksa kosong",
      text: (/** @type {string} */ size) =>
        `Titik periksa Anda mencakup ${size} catatan. Itu tidak membuktikan apa pun.`,
    },
    "other-log": {
      title: "Titik periksa jejak audit lain",
      text: () => "Teks ini milik instansi atau pemasangan lain. Pilih teks yang Anda simpan dari instansi ini.",
    },
  },
  keptSigned: (/** @type {string} */ signers) => `Titik periksa Anda ditandatangani: ${signers}.`,
  keptUnsigned: "Titik periksa Anda tidak bertanda tangan. Ini berarti hanya bila Anda yakin menyimpannya sendiri.",
  keptStrangers: "Titik periksa Anda memuat tanda tangan yang bukan milik auditor instansi ini. Cari tahu asalnya.",

  signTitle: "2. Tandatangani",
  maySign: "Titik periksa terbaru sudah terbukti. Anda dapat menandatanganinya dengan kunci Anda.",
  mayNotSign: "Bandingkan atau hitung ulang dulu. Yang belum terbukti tidak dapat ditandatangani.",
  sign: "Tandatangani",
  signQuestion: (/** @type {string} */ size) => `Tandatangani titik periksa atas ${size} catatan?`,
  signMeans:
    "Anda menyatakan melihat jejak audit persis seperti ini hari ini. Tanda tangan tidak dapat ditarik kembali. Simpan teksnya di luar server sesudahnya.",

  noteTitle: "Titik periksa sebagai teks",
  noteSigned: "Simpan atau cetak teks ini dan jauhkan dari server: di flashdisk, di surel, atau di kertas.",
  noteUnsigned: "Teks ini dapat disimpan juga tanpa tanda tangan Anda.",
  noteName: (/** @type {number} */ size) => `titik-periksa-${size}.txt`,
  saveNote: "Simpan sebagai berkas",
  printNote: "Cetak",

  entriesTitle: "Catatan",
  any: "Semua",
  officer: "Petugas",
  action: "Tindakan",
  caseNumber: "Nomor perkara",
  from: "Dari tanggal",
  to: "Sampai tanggal",
  look: "Cari",
  looking: "Mencari…",
  lookedTo: (/** @type {string} */ place) => `Mencari… sudah sampai catatan ${place}`,
  shown: (/** @type {number} */ count) => `${number.format(count)} catatan ditampilkan, terbaru di atas`,
  none: "Tidak ada catatan yang cocok dengan saringan ini.",
  older: "Catatan lebih lama",
  filterLimit:
    "Setiap catatan yang tampil dibuktikan di sini. Yang tidak ditampilkan server tidak terlihat dalam saringan; tanpa saringan, setiap celah tampak.",
  when: "Waktu",
  proof: "Bukti",
  place: (/** @type {string} */ place) => `Catatan ${place}`,
  proofs: {
    proved: "Terbukti",
    later: "Belum tercakup titik periksa",
  },
  wrongTitle: "Ada catatan yang tidak terbukti",
  wrongText: (/** @type {number} */ count) =>
    `${number.format(count)} catatan dari server tidak berada dalam titik periksa ini. Isinya tidak ditampilkan. Beri tahu pimpinan inspektorat.`,
  wrongRow: (/** @type {string} */ place) => `Catatan ${place} tidak cocok dengan titik periksa dan tidak ditampilkan.`,
  gapTitle: "Ada catatan yang tidak diberikan",
  gapText: (/** @type {number} */ count) =>
    `Server melewati ${number.format(count)} catatan di antara yang tampil. Beri tahu pimpinan inspektorat.`,
  export: "Unduh semua catatan (JSON Lines)",
  exporting: (/** @type {number} */ percent) => `Mengunduh catatan: ${percent} persen`,
  exported: "Catatan diserahkan kepada peramban untuk disimpan.",
  exportName: "jejak-audit.jsonl",

  actions: {
    "sign-in": "Masuk",
    "sign-in-refused": "Gagal masuk: kode salah",
    "sign-out": "Keluar",
    "session-ended": "Sesi diakhiri",
    "inbox-read": "Melihat kotak masuk",
    "case-read": "Membuka perkara",
    "attachment-read": "Membuka bukti",
    "message-sent": "Mengirim pesan",
    "status-changed": "Mengubah status",
    "identity-asked": "Meminta identitas dibuka",
    "questions-read": "Membaca permintaan kepada pemegang identitas",
    "identity-opened": "Membuka identitas untuk petugas",
    "identity-refused": "Menolak permintaan, atau tidak ada identitas",
    "identity-read": "Membaca jawaban pemegang identitas",
    "report-taken-down": "Mencatat laporan yang disampaikan langsung",
    "case-set-aside": "Menyisihkan perkara tanpa membukanya",
    "case-brought-back": "Mengembalikan perkara yang disisihkan",
    "tags-changed": "Mengubah penanda perkara",
    "case-exported": "Mengekspor perkara",
    "epoch-started": "Mengganti kunci perkara",
    "reader-added": "Menambah pembaca perkara",
    "inside-key-brought": "Membawa kunci catatan dalam",
    "inside-written": "Menulis catatan dalam",
    "no-conflict-declared": "Menyatakan tidak ada benturan kepentingan",
    "conflict-declared": "Menyatakan ada benturan kepentingan",
    "marked-read": "Menandai sudah dibaca",
    "attachment-sent": "Mengunggah bukti",
    "key-wrapped": "Membungkus ulang kunci",
    "totp-changed": "Mengganti aplikasi autentikator",
    "recovery-codes-made": "Membuat kode pemulihan",
    "recovery-code-used": "Memakai kode pemulihan",
    "passkey-added": "Menambah passkey",
    "passkey-removed": "Menghapus passkey",
    "audit-read": "Melihat jejak audit",
    "audit-exported": "Mengunduh jejak audit",
    "checkpoint-signed": "Menandatangani titik periksa",
    "officer-invited": "Mengundang petugas",
    "invitation-withdrawn": "Membatalkan undangan",
    "officer-enrolled": "Membuat akun dan kunci",
    "enrolment-shown": "Melihat pendaftarannya sendiri, dan diberi kuncinya yang terbungkus",
    "passphrase-changed": "Mengganti frasa sandi",
    "renewal-asked": "Meminta pembaruan kunci",
    "renewal-withdrawn": "Membatalkan pembaruan kunci",
    "key-retired": "Menyimpan kunci lama",
    "officer-blocked": "Memblokir petugas",
    "officer-unblocked": "Membuka blokir petugas",
    "transfer-approved": "Menyetujui penyerahan perkara ke inspektorat lain",
    "approval-withdrawn": "Menarik kembali persetujuan",
    "case-transferred": "Menyerahkan perkara ke inspektorat lain",
    "case-referred": "Meneruskan perkara ke luar",
    "lapor-answered": "Menyampaikan hasil ke SP4N-LAPOR!",
    "referral-queued": "Menyerahkan teks untuk SP4N-LAPOR! ke pengiriman otomatis",
    "referral-withdrawn": "Menarik kembali teks untuk SP4N-LAPOR!",
    "referrals-read": "Melihat penerusan perkara",
    "register-read": "Membuka register penerusan",
    "figures-read": "Membuka angka seluruh instansi",
    "case-restored": "Memulihkan akses perkara",
    "rules-changed": "Mengubah aturan instansi",
  },
};
